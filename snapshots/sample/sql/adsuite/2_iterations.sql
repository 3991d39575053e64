-- The iterations of each strategy, and what the time between two of them means for a click.
-- created_1 and created_2 are what the mirror says on the two days; seen is the first day that has the iteration.
CREATE TEMP TABLE sample_iteration AS
WITH spread AS (
    SELECT
        offer, lane, i, began,
        -- the first when the campaigns go out; the others in office hours of later days, in even parts of the time that is left
        CASE
            WHEN i = 0 THEN began
            ELSE began // 86400000 * 86400000
                + (i * ((sample_ms('2026-01-30 00:00:00') - began) // 86400000) // iterations) * 86400000
                + 32400000 + sample_pick(offer * 16 + i, 111, 30600000)
        END AS created
    FROM sample_offer, unnest(range(iterations)) AS r (i)
),

edited AS (
    SELECT
        offer, i,
        created
        + CASE
            WHEN lane = 'early' AND i = 0 THEN 11 * 86400000
            WHEN lane = 'shared' THEN -86400000
            WHEN lane = 'twin' THEN -60 * 86400000::BIGINT -- before any click
            ELSE 0
        END AS created_1,
        CASE
            WHEN lane = 'moved_later' AND i = 2 THEN 7 * 86400000
            WHEN lane = 'moved_earlier' AND i = 2 THEN -7 * 86400000
            WHEN lane = 'moved_first' AND i = 0 THEN 7 * 86400000
            ELSE 0
        END AS edit,
        CASE lane WHEN 'new' THEN 2 ELSE 1 END AS seen
    FROM spread
    UNION ALL
    SELECT offer, 9, created, 0, 1 FROM spread WHERE lane = 'tied' AND i = 2
    UNION ALL
    SELECT offer, 9, sample_ms('2026-02-03 09:30:00') + j * 7200000 + sample_pick(offer, 112, 3600000), 0, 2
    FROM sample_offer WHERE lane = 'renewed'
)

SELECT
    'it-' || lpad((row_number() OVER (ORDER BY seen, created_1, offer, i))::VARCHAR, 4, '0') AS iteration,
    offer,
    created_1,
    created_1 + edit AS created_2,
    edit <> 0 AS edited,
    seen
FROM edited;

-- The instants at which iterations begin, as the mirror has them on each day. alt is the second one of a tie.
CREATE TEMP TABLE sample_instant AS
SELECT
    offer, day, created,
    min(iteration) AS iteration,
    nullif(max(iteration), min(iteration)) AS alt
FROM (
    SELECT offer, 1 AS day, created_1 AS created, iteration FROM sample_iteration WHERE seen = 1
    UNION ALL
    SELECT offer, 2, created_2, iteration FROM sample_iteration
)
GROUP BY ALL;

-- A slot is a stretch of time in which every click on an offer has the same iteration, on either day. Most are quarters of a
-- day, cut where an iteration begins, the mirror was refreshed or a snapshot was taken. Clicks at the very instant of a
-- beginning, or within minutes of it, would hardly happen by chance: they have slots of their own.
CREATE TEMP TABLE sample_slot AS
WITH cuts AS (
    SELECT offer, began AS cut FROM sample_offer
    UNION
    SELECT offer, unnest([created_1, created_2]) FROM sample_iteration
    UNION
    SELECT offer, unnest([refreshed, ended]) FROM sample_offer, sample_day
    UNION
    SELECT offer, quarter
    FROM sample_offer, unnest(range(sample_ms('2025-10-01 00:00:00'), sample_ms('2026-02-05 00:00:00'), 21600000)) AS r (quarter)
),

pieces AS (
    SELECT 'quarter' AS kind, offer, cut AS since, lead(cut) OVER (PARTITION BY offer ORDER BY cut) AS until
    FROM cuts
    UNION ALL
    SELECT 'instant', offer, created_1, created_1 + 1 FROM sample_iteration
    UNION ALL
    SELECT 'before', offer, created_1 - 540000, created_1 FROM sample_iteration
    UNION ALL
    SELECT 'behind', offer, created_1 + 1, created_1 + 540001 FROM sample_iteration
),

-- the iteration that had begun by then, and when the next one does
begun AS (
    SELECT
        kind, p.offer, since, until, day,
        arg_max({'starts': created, 'iteration': iteration, 'alt': alt}, created) FILTER (created <= since) AS it,
        min(created) FILTER (created > since) AS ends
    FROM pieces AS p
    LEFT JOIN sample_instant AS i ON i.offer = p.offer
    WHERE until IS NOT NULL
    GROUP BY ALL
)

SELECT
    s.*,
    -- more and more is advertised, less at night, a little more on weekends; a new iteration is an occasion
    o.loud
        * (80 + (since - sample_ms('2025-10-01 00:00:00')) // 86400000)
        * (CASE WHEN isodow(make_timestamp_ms(since)) >= 6 THEN 12 ELSE 10 END)
        * [5, 8, 12, 10][1 + since // 21600000 % 4]
        * (CASE WHEN lane = 'renewed' AND since > sample_ms('2026-02-03 09:00:00') THEN 12 ELSE 1 END)
        * (until - since) AS weight
FROM (
    SELECT
        kind, offer, since, until,
        any_value(it) FILTER (day = 1) AS it_1,
        any_value(ends) FILTER (day = 1) AS ends_1,
        any_value(it) FILTER (day = 2) AS it_2,
        any_value(ends) FILTER (day = 2) AS ends_2
    FROM begun
    GROUP BY ALL
) AS s
JOIN sample_offer AS o ON o.offer = s.offer
WHERE since >= o.began AND until <= (SELECT max(ended) FROM sample_day);
