-- The events around each click: it was shown before, something was done after it, and a goal was reached, or up to three.
-- Some are delivered twice: part 1 is the second delivery.
CREATE TEMP TABLE sample_event AS
WITH kinds AS (
    SELECT
        n * 8 + k AS event,
        n,
        k,
        CASE
            WHEN k = 0 THEN 'impression'
            WHEN k = 1 THEN ['offer_view', 'install', 'session_start', 'level_reached'][1 + sample_pick(n, 131, 4)]
            ELSE 'goal_complete'
        END AS type
    FROM sample_click, unnest(range(5)) AS r (k)
    WHERE k = 0
       OR k = 1 AND sample_pick(n, 132, 100) < 67
       OR k >= 2 AND sample_pick(n, 133, 100) >= [40, 83, 95][k - 1]
),

timed AS (
    SELECT
        e.*,
        ms + CASE
            WHEN k = 0 THEN -500 - sample_pick(event, 134, 25000)
            WHEN k = 1 OR sample_pick(event, 135, 10) < 6 THEN 30000 + sample_pick(event, 134, 3600000)
            WHEN sample_pick(event, 135, 10) < 9 THEN 60000 + sample_pick(event, 134, 86400000)
            ELSE 60000 + sample_pick(event, 134, 432000000)
        END AS ms
    FROM kinds AS e
    JOIN sample_click USING (n)
),

-- most arrive as they happen, some late, a few by the next day
arrived AS (
    SELECT
        *,
        ms + CASE
            WHEN sample_pick(event, 136, 1000) < 12 THEN sample_pick(event, 137, 32400000)
            WHEN sample_pick(event, 136, 1000) < 40 THEN sample_pick(event, 137, 1800000)
            ELSE sample_pick(event, 137, 2500)
        END AS arrival,
        CASE
            WHEN k < 2 THEN NULL
            WHEN sample_pick(event, 138, 10000) < 35 THEN 'type_missing'
            WHEN sample_pick(event, 138, 10000) < 65 THEN 'type_garbled'
            WHEN sample_pick(event, 138, 10000) < 130 THEN 'no_click_id'
        END AS slip
    FROM timed
)

SELECT
    * EXCLUDE (type),
    CASE slip
        WHEN 'type_missing' THEN NULL
        WHEN 'type_garbled' THEN ['goal_complet', 'goal_complete�', 'goal complete', ''][1 + sample_pick(event, 139, 4)]
        ELSE type
    END AS type,
    row_number() OVER (ORDER BY arrival, event, part) - 1 AS row
FROM (
    SELECT *, 0 AS part FROM arrived
    UNION ALL
    -- stamped when it was delivered
    SELECT * REPLACE (
        ms + 1000 + sample_pick(event, 140, 2700000) AS ms,
        arrival + 1000 + sample_pick(event, 140, 2700000) AS arrival
    ), 1
    FROM arrived
    WHERE sample_pick(event, 141, 83) = 0
)
WHERE arrival < (SELECT max(ended) FROM sample_day)
ORDER BY row;
