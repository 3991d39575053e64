select c.*
from {{ ref('stg_web__conversions') }} as c
left join {{ ref('fct_first_touch') }} as f using (conversion_id)
where f.conversion_id is null
