WITH iterations_with_end_time AS (
    SELECT
        iteration_id,
        strategy_id,
        created_at,
        LEAD(created_at) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS next_iteration_created_at
    FROM iterations
)
SELECT
    gce.*,
    c.timestamp as click_timestamp,
    i.iteration_id
FROM goal_complete_events gce -- reads from silver table
JOIN clicks c ON gce.click_id = c.click_id
JOIN campaigns camp ON c.campaign_id = camp.id
JOIN strategies s ON camp.adaction_id = s.tune_offer_id
JOIN iterations_with_end_time i ON
    i.strategy_id = s.id
    AND c.timestamp >= i.created_at
    AND c.timestamp < COALESCE(i.next_iteration_created_at, CURRENT_TIMESTAMP)
