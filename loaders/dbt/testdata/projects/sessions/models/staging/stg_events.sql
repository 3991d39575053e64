{{
    config(
        materialized='incremental',
        unique_key='event_id',
        incremental_strategy='delete+insert',
        on_schema_change='append_new_columns'
    )
}}

with source as (

    select * from {{ ref('raw_events') }}

    {% if is_incremental() %}
    -- three days back, for events that came late
    where received_at > (select max(received_at) - interval 3 day from {{ this }})
    {% endif %}

),

deduplicated as (

    select *
    from source
    qualify row_number() over (partition by event_id order by received_at) = 1

),

final as (

    select
        event_id,
        user_id,
        event_at,
        received_at,
        lower(event_name) as event_name,
        page,
        user_agent,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as loaded_at

    from deduplicated
    -- clocks of phones that run ahead
    where event_at <= cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
    {% if target.name == 'ci' %}
        and event_at < timestamp '2024-04-02 00:00:00'
    {% endif %}

)

select * from final
