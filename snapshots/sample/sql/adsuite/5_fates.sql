-- What becomes of each event on each day, from what was done to its type, its click, its offer and the time of its click.
-- The columns are those of tables/planted.sql. day 1 has only what had arrived by then.
CREATE TEMP TABLE sample_fate AS
WITH days AS (
    SELECT
        e.row,
        e.event,
        e.part,
        e.ms AS event_ms,
        e.slip,
        e.k,
        c.lane,
        c.offer,
        c.kind,
        c.accident,
        c.ms,
        d.day,
        c.arrival IS NOT NULL AND c.arrival < d.ended AS clicked,
        c.ms >= d.refreshed AS stale,
        CASE d.day WHEN 1 THEN it_1 ELSE it_2 END AS it,
        CASE d.day WHEN 1 THEN ends_1 ELSE ends_2 END AS ends,
        it_1.iteration IS DISTINCT FROM it_2.iteration AS changed
    FROM sample_event AS e
    JOIN sample_click AS c ON c.n = e.n
    JOIN sample_day AS d ON e.arrival < d.ended
),

fates AS (
    SELECT
        *,
        CASE
            WHEN slip = 'type_missing' THEN 'type_missing'
            WHEN k < 2 OR slip = 'type_garbled' THEN 'not_conversion'
            WHEN part = 1 THEN 'duplicate'
            WHEN slip = 'no_click_id' OR NOT clicked THEN 'no_click'
            WHEN lane IN ('deleted', 'unset') THEN 'no_campaign'
            WHEN lane = 'no_adaction' THEN 'no_adaction'
            WHEN lane = 'unknown' OR lane IN ('unlinked', 'new') AND day = 1 THEN 'no_strategy'
            WHEN lane = 'no_iteration' THEN 'no_iteration'
            WHEN it IS NULL THEN 'before_first'
            WHEN ends IS NULL AND stale THEN 'stale_mirror'
            ELSE 'kept'
        END AS fate
    FROM days
),

-- the iteration of the second strategy of a shared offer
twins AS (
    SELECT o.offer, i.iteration
    FROM sample_offer AS o
    JOIN sample_offer AS t ON t.lane = 'twin' AND t.j = o.j
    JOIN sample_iteration AS i ON i.offer = t.offer
    WHERE o.lane = 'shared'
)

SELECT
    f.day,
    f.row,
    f.event,
    f.part,
    f.event_ms,
    f.fate,
    CASE
        WHEN f.fate IN ('type_missing', 'not_conversion') THEN CASE WHEN slip LIKE 'type_%' THEN slip END
        WHEN f.fate = 'duplicate' THEN 'redelivered'
        WHEN f.fate = 'no_click' THEN CASE WHEN slip = 'no_click_id' THEN slip ELSE 'click_' || accident END
        WHEN f.fate = 'no_campaign' THEN 'campaign_' || lane
        WHEN f.fate = 'no_strategy' THEN 'offer_' || lane
        WHEN f.fate = 'stale_mirror' AND lane = 'renewed' AND changed AND day = 1 THEN 'iteration_unseen'
        WHEN f.fate IN ('stale_mirror', 'no_adaction', 'no_iteration') THEN NULL
        WHEN lane LIKE 'moved_%' AND changed THEN 'created_at_edited'
        WHEN f.fate = 'before_first' THEN NULL
        WHEN it.alt IS NOT NULL THEN 'tie'
        WHEN t.iteration IS NOT NULL THEN 'two_strategies'
        WHEN kind = 'instant' THEN 'at_boundary'
        WHEN kind IN ('before', 'behind') THEN 'near_boundary'
    END AS why,
    CASE WHEN f.fate = 'kept' THEN CASE WHEN t.iteration IS NULL THEN 1 ELSE 2 END ELSE 0 END AS copies,
    CASE WHEN f.fate = 'kept' THEN it.iteration END AS iteration,
    CASE WHEN f.fate = 'kept' THEN it.alt END AS alt,
    CASE WHEN f.fate = 'kept' THEN t.iteration END AS also,
    CASE WHEN f.fate = 'kept' THEN
        CASE WHEN ms - it.starts <= 600000 OR ends - ms <= 600000 THEN 'at risk' ELSE 'clear' END
    END AS boundary
FROM fates AS f
LEFT JOIN twins AS t ON t.offer = f.offer;
