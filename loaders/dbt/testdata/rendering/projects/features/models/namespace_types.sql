select cast(id as {{ dbt.type_string() }}) as a, cast(at as {{ dbt.type_timestamp() }}) as b, cast(amount as {{ dbt.type_float() }}) as c, cast(amount as {{ dbt.type_numeric() }}) as d, cast(id as {{ dbt.type_bigint() }}) as e, cast(id as {{ dbt.type_int() }}) as f, cast(1 as {{ dbt.type_boolean() }}) as g
from {{ ref('raw') }}
