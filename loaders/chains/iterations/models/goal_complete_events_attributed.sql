-- Gold: each conversion with the iteration that was active when its click happened, as ADR 0054 has it.
-- An iteration lasts until the next one of its strategy; the last one as long as the mirror of AdSuite knows: what was
-- created since the mirror was refreshed, nobody can tell.
WITH iterations_with_end_time AS (
    SELECT
        iteration_id,
        strategy_id,
        created_at,
        LEAD(created_at) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS next_iteration_created_at,
        (SELECT refreshed_at FROM {{ source('adsuite', 'mirror') }}) AS mirror_refreshed_at
    FROM {{ source('adsuite', 'iterations') }}
)

SELECT
    gce.*,
    c.timestamp AS click_timestamp,
    i.iteration_id,
    s.id AS strategy_id,
    s.name AS strategy,
    camp.name AS campaign,
    i.created_at AS iteration_created_at,
    i.next_iteration_created_at,
    -- While people update AdSuite, Tune and AdGem, a click may be of the iteration before or after.
    CASE
        WHEN c.timestamp <= i.created_at + to_minutes({{ var('risk_minutes', 10) }})
            OR c.timestamp >= i.next_iteration_created_at - to_minutes({{ var('risk_minutes', 10) }})
            THEN 'at risk'
        ELSE 'clear'
    END AS boundary
FROM {{ ref('goal_complete_events') }} AS gce
JOIN {{ source('adsuite', 'clicks') }} AS c
    ON gce.click_id = c.click_id
JOIN {{ source('adsuite', 'campaigns') }} AS camp
    ON c.campaign_id = camp.id
JOIN {{ source('adsuite', 'strategies') }} AS s
    ON camp.adaction_id = s.tune_offer_id
JOIN iterations_with_end_time AS i
    ON i.strategy_id = s.id
    AND c.timestamp >= i.created_at
    AND c.timestamp < COALESCE(i.next_iteration_created_at, i.mirror_refreshed_at)
