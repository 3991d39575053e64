select
    session_id,
    user_id,
    min(event_at) as started_at,
    max(event_at) as ended_at,
    count(*) as events,
    count(*) filter (where event_name = 'purchase') as purchases
from {{ ref('int_events__sessionized') }}
group by session_id, user_id
having count(*) >= {{ env_var('SESSIONS_MIN_EVENTS', '2') }}
