select *
from {{ ref('int_ads__unioned') }}
where date_day > current_date
