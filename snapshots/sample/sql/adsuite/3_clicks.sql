-- The clicks: so many in each slot, anywhere in it. n numbers them; all choices are drawn from it.
CREATE TEMP TABLE sample_click AS
WITH shares AS (
    -- of 10000 clicks
    SELECT * FROM (VALUES ('quarter', 9840), ('instant', 40), ('before', 60), ('behind', 60)) AS t (kind, share)
),

weights AS (
    SELECT
        *,
        sum(weight) OVER (PARTITION BY kind ORDER BY offer, since)::HUGEINT AS upto,
        sum(weight) OVER (PARTITION BY kind)::HUGEINT AS whole,
        floor(204000 * (SELECT scale FROM sample_options) * share / 10000)::HUGEINT AS wanted
    FROM sample_slot JOIN shares USING (kind)
),

counted AS (
    SELECT
        *,
        sum(clicks) OVER (ORDER BY kind, offer, since) - clicks AS before
    FROM (
        SELECT *, (upto * wanted // whole - (upto - weight) * wanted // whole)::BIGINT AS clicks
        FROM weights
    )
),

drawn AS (
    SELECT
        (before + i)::BIGINT AS n,
        kind,
        offer,
        since + sample_pick(before + i, 121, until - since) AS ms,
        it_1, ends_1, it_2, ends_2
    FROM counted, unnest(range(clicks)) AS r (i)
),

-- a few clicks never arrive, a few arrive a day late
delivered AS (
    SELECT
        c.*,
        o.lane,
        CASE
            WHEN sample_pick(n, 122, 1000) < 12 THEN 'lost'
            WHEN sample_pick(n, 122, 1000) < 19 AND ms < d.ended THEN 'late'
        END AS accident,
        3000 + c.offer * 10 + sample_pick(n, 123, o.campaigns) AS campaign
    FROM drawn AS c
    JOIN sample_offer AS o ON o.offer = c.offer
    CROSS JOIN (SELECT ended FROM sample_day WHERE day = 1) AS d
)

SELECT
    *,
    CASE accident
        WHEN 'lost' THEN NULL
        WHEN 'late' THEN (SELECT max(refreshed) FROM sample_day) + sample_pick(n, 124, 3600000)
        ELSE ms + sample_pick(n, 124, 4000)
    END AS arrival,
    left(md5('click ' || n), 16) AS click_id,
    sample_pick(n, 125, 90000) AS person
FROM delivered
ORDER BY arrival NULLS LAST, n;
