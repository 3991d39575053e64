-- Gold: each conversion with the iteration that was active when its click happened. The tables, the joins and their conditions are
-- those of ADR 0054. What is selected beside its columns drops no row and adds none: it says what an attribution rests on.
WITH iterations_with_end_time AS (
    SELECT
        iteration_id,
        strategy_id,
        created_at,
        LEAD(created_at) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS next_iteration_created_at,
        LEAD(iteration_id) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS next_iteration_id,
        LAG(created_at) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS previous_iteration_created_at,
        LAG(iteration_id) OVER (
            PARTITION BY strategy_id
            ORDER BY created_at
        ) AS previous_iteration_id
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
    -- What was created since AdSuite was mirrored, nobody can tell: a click on the last iteration may be of one that is not known yet.
    CASE
        WHEN i.next_iteration_created_at IS NULL
            AND c.timestamp >= (SELECT refreshed_at FROM {{ source('adsuite', 'mirror') }})
            THEN 'stale'
        ELSE 'fresh'
    END AS mirror,
    -- While people update AdSuite, Tune and AdGem, a click may be of the iteration before or after. Of iterations that were created
    -- at the same instant, the ADR takes any one.
    CASE
        WHEN i.previous_iteration_created_at = i.created_at THEN 'same instant'
        WHEN c.timestamp <= i.created_at + to_minutes({{ var('risk_minutes', 10) }}) THEN 'before'
        WHEN c.timestamp >= i.next_iteration_created_at - to_minutes({{ var('risk_minutes', 10) }}) THEN 'after'
    END AS side,
    CASE WHEN side IS NULL THEN 'clear' ELSE 'at risk' END AS boundary,
    CASE side
        WHEN 'after' THEN i.next_iteration_id
        WHEN 'before' THEN i.previous_iteration_id
        WHEN 'same instant' THEN i.previous_iteration_id
    END AS alternative,
    CASE side
        WHEN 'after' THEN datesub('minute', c.timestamp, i.next_iteration_created_at)
        WHEN 'before' THEN datesub('minute', i.created_at, c.timestamp)
        WHEN 'same instant' THEN 0
    END AS minutes_away
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
    AND c.timestamp < COALESCE(i.next_iteration_created_at, CURRENT_TIMESTAMP)
