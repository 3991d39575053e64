with events as (

    select * from {{ ref('stg_events') }}

)

select *
from events
where not regexp_matches(lower(user_agent), '{{ var("bot_pattern") }}')
    and user_id is not null
    and event_name not in ({{ quoted_list(['heartbeat', 'debug']) }})
