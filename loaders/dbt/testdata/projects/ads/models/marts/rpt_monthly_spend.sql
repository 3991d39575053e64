select
    date_trunc('month', date_day) as month,
    channel,
    owner,
    count(*) as ad_days,
    sum(spend) as spend,
    sum(clicks) as clicks
from {{ ref('fct_ad_performance') }}
where channel <> 'brand'
group by all
having sum(spend) >= 60
