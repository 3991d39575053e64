-- not finished
select
    campaign_id,
    sum(spend) over (partition by campaign_id order by date_day as running_spend,
from {{ ref('fct_ad_performance') }}
wehre channel = 'search'
