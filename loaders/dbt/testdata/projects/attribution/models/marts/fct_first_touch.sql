select
    conversion_id,
    converted_at,
    session_id,
    channel,
    hours_before,
    revenue as attributed_revenue
from {{ ref('int_conversions__touches') }}
where touch_number = 1
