-- Silver: the goals that people reached, once each. An event that was delivered again is stamped again: the first one counts.
SELECT
    event_id,
    click_id,
    user_id,
    goal_reference_id,
    revenue,
    timestamp
FROM {{ source('adsuite', 'events') }}
WHERE event_type = 'goal_complete'
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY timestamp) = 1
