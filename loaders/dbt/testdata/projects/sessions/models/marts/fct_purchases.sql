{{ config(
    materialized = 'incremental',
    unique_key = 'event_id'
) }}

select
    event_id,
    user_id,
    session_id,
    event_at
from {{ ref('int_events__sessionized') }}
where event_name = 'purchase'
{% if is_incremental() %}
    and event_at > (select coalesce(max(event_at), timestamp '1970-01-01') from {{ this }})
{% endif %}
