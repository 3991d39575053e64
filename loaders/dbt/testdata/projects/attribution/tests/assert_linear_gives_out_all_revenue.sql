select conversion_id
from {{ ref('fct_attribution') }}
group by conversion_id
having abs(
    sum(case when attribution_model = 'linear' then attributed_revenue else 0 end)
    - sum(case when attribution_model = 'first_touch' then attributed_revenue else 0 end)
) > 0.01
