{#
  Every session of a visitor within the time before a conversion.
  A session before two conversions is there twice.
#}
with sessions as (

    select * from {{ ref('int_sessions__channelled') }}

),

conversions as (

    select * from {{ ref('stg_web__conversions') }}

),

joined as (

    select
        conversions.conversion_id,
        conversions.converted_at,
        conversions.revenue,
        sessions.session_id,
        sessions.session_key,
        sessions.visitor_id,
        sessions.started_at,
        sessions.channel,
        {{ dbt.datediff('sessions.started_at', 'conversions.converted_at', 'hour') }} as hours_before

    from sessions

    inner join conversions
        on sessions.visitor_id = conversions.visitor_id
        and {{ within_lookback('sessions.started_at', 'conversions.converted_at') }}

),

numbered as (

    select
        *,
        row_number() over (partition by conversion_id order by started_at) as touch_number,
        row_number() over (partition by conversion_id order by started_at desc) as touch_number_from_last,
        count(*) over (partition by conversion_id) as touches

    from joined

)

select * from numbered
