select
    {{ dbt.date_trunc('month', 'converted_at') }} as month,
    channel,
    count(*) as conversions,
    sum(attributed_revenue) as revenue
from {{ ref('fct_attribution') }}
where attribution_model = 'last_touch'
group by 1, 2
having sum(attributed_revenue) >= {{ var('minimum_revenue') }}
