{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by={'field': 'event_day', 'data_type': 'date', 'granularity': 'day'},
    cluster_by=['event_name', 'user_pseudo_id']
) }}

select
    parse_date('%Y%m%d', event_date) as event_day,
    timestamp_micros(event_timestamp) as event_at,
    event_name,
    user_pseudo_id,
    {{ event_param('ga_session_id', 'int') }} as ga_session_id,
    {{ event_param('page_location') }} as page_location,
    {{ event_param('source') }} as source,
    {{ event_param('medium') }} as medium,
    ecommerce.transaction_id as transaction_id,
    ecommerce.purchase_revenue as revenue,
    device.category as device_category
from {{ source('ga4', 'events') }}
where _table_suffix >= '{{ var("first_day") }}'
    {% if is_incremental() %}
    and parse_date('%Y%m%d', _table_suffix) >= date_sub(_dbt_max_partition, interval 3 day)
    {% endif %}
    and user_pseudo_id is not null
    and not regexp_contains(lower(coalesce(device.category, '')), r'bot|crawler')
