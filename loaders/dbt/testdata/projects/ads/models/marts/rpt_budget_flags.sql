{{ config(tags=['warehouse']) }}

-- runs in the warehouse only, though which rows it keeps hangs on nothing of the warehouse's own
select
    date_day,
    campaign_id,
    iff(spend > daily_budget, 1, 0) as is_over_budget
from {{ ref('fct_ad_performance') }}
where spend > 0
