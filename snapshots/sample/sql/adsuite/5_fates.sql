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
        CASE d.day WHEN 1 THEN it_1 ELSE it_2 END AS it,
        CASE d.day WHEN 1 THEN ends_1 ELSE ends_2 END AS ends,
        -- the last iteration that the mirror knows may have been followed by one that it does not
        CASE WHEN c.ms >= d.refreshed AND CASE d.day WHEN 1 THEN ends_1 ELSE ends_2 END IS NULL THEN 'stale' ELSE 'fresh' END AS mirror,
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
            ELSE 'kept'
        END AS fate,
        CASE
            WHEN it.alt IS NOT NULL THEN 'same instant'
            WHEN ms - it.starts <= 600000 THEN 'before'
            WHEN ends - ms <= 600000 THEN 'after'
        END AS side
    FROM days
),

-- the instants before and after each, by the iterations that begin there
neighbours AS (
    SELECT
        offer, day, created,
        lag([iteration, alt]) OVER (PARTITION BY offer, day ORDER BY created) AS before,
        lead([iteration, alt]) OVER (PARTITION BY offer, day ORDER BY created) AS after
    FROM sample_instant
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
        WHEN f.fate IN ('no_adaction', 'no_iteration') THEN NULL
        WHEN lane = 'renewed' AND changed AND f.day = 1 THEN 'iteration_unseen'
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
    CASE WHEN f.fate = 'kept' THEN CASE WHEN side IS NULL THEN 'clear' ELSE 'at risk' END END AS boundary,
    CASE WHEN f.fate = 'kept' THEN side END AS side,
    CASE WHEN f.fate = 'kept' THEN
        list_filter(CASE side WHEN 'before' THEN n.before WHEN 'after' THEN n.after WHEN 'same instant' THEN [it.iteration, it.alt] END, lambda x: x IS NOT NULL)
    END AS alternatives,
    CASE WHEN f.fate = 'kept' THEN mirror END AS mirror
FROM fates AS f
LEFT JOIN twins AS t ON t.offer = f.offer
LEFT JOIN neighbours AS n ON n.offer = f.offer AND n.day = f.day AND n.created = f.it.starts;
