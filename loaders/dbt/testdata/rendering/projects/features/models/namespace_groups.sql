select {{ dbt.any_value('channel') }} as a, {{ dbt.bool_or('amount > 5') }} as b, {{ dbt.listagg('channel', "', '", 'order by channel') }} as c, {{ dbt.listagg(measure='channel', delimiter_text="'-'") }} as d, {{ dbt.listagg('channel', "', '", 'order by channel', 2) }} as e, {{ dbt.array_construct([1, 2]) }} as f, {{ dbt.array_append(dbt.array_construct([1]), 2) }} as g, {{ dbt.array_concat(dbt.array_construct([1]), dbt.array_construct([2])) }} as h
from {{ ref('raw') }}
group by id
