{{ config(tags=['warehouse']) }}

-- runs in the warehouse only
select
    date_day,
    dateadd(day, 1, date_day) as reported_on,
    campaign_id,
    channel,
    spend,
    daily_budget,
    iff(spend > daily_budget, 'over', 'within') as pacing,
    div0(spend, daily_budget) as share_of_budget
from {{ ref('fct_ad_performance') }}
where spend > 0
    and dateadd(day, 1, date_day) < to_date('2024-03-10')
