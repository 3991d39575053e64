-- What is sent back to AdSuite: how often each iteration led to a goal.
SELECT
    strategy_id,
    iteration_id,
    COUNT(*) AS conversions
FROM {{ ref('goal_complete_events_attributed') }}
GROUP BY strategy_id, iteration_id
