with events as (

    select * from {{ ref('int_events__people') }}

),

with_gap as (

    select
        *,
        lag(event_at) over (partition by user_id order by event_at) as previous_event_at
    from events

),

with_start as (

    select
        *,
        case
            when previous_event_at is null then 1
            when date_diff('minute', previous_event_at, event_at) >= {{ var('session_timeout', 30) }} then 1
            else 0
        end as is_session_start
    from with_gap

),

numbered as (

    select
        *,
        sum(is_session_start) over (
            partition by user_id
            order by event_at
            rows between unbounded preceding and current row
        ) as session_number
    from with_start

)

select
    event_id,
    user_id,
    event_at,
    event_name,
    page,
    is_session_start,
    session_number,
    user_id || '-' || cast(session_number as varchar) as session_id
from numbered
