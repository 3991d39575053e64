select
    case
        when last_source = '(direct)' then 'direct'
        when last_medium in ('cpc', 'ppc') then 'paid'
        when last_medium = 'email' then 'email'
        else 'other'
    end as channel,
    count(*) as purchases,
    round(sum(revenue), 2) as revenue
from {{ ref('fct_purchases') }}
group by channel
