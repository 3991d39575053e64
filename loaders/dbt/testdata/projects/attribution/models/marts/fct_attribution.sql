{%- set positions = {'first_touch': 'touch_number', 'last_touch': 'touch_number_from_last'} -%}

with touches as (

    select * from {{ ref('int_conversions__touches') }}

)

{% for name, position in positions.items() -%}
select
    '{{ name }}' as attribution_model,
    conversion_id,
    converted_at,
    session_id,
    channel,
    revenue as attributed_revenue
from touches
where {{ position }} = 1

union all

{% endfor -%}
select
    'linear' as attribution_model,
    conversion_id,
    converted_at,
    session_id,
    channel,
    revenue / touches as attributed_revenue
from touches
