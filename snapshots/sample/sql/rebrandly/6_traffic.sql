-- Which link a click goes to: each week is 2048 slots, shared out over lanes, then over the links that are out by then.
-- Thousandths of a year's good clicks per lane. The spring batch starts in March 2024, from its own post dates.
CREATE TEMP TABLE sample_mix AS
UNPIVOT (
    SELECT * FROM (VALUES
        ('yt_utm',           110, 115, 110,  70,  60,  55),
        ('yt_onelink',       110, 120, 115,  75,  62,  57),
        ('social_utm',        80, 100, 110, 115, 120, 125),
        ('social_onelink',   105, 125, 140, 146, 150, 155),
        ('company',          150, 160, 170, 177, 185, 190),
        ('no_dimension',      12,  15,  20,  27,  24,  20),
        ('platform_missing',   6,   8,  12,  16,  15,  12),
        ('forgotten',         10,  12,  15,  22,  18,  15),
        ('spring_batch',       0,   0,   0,  62,  30,  14),
        ('trailing_space',     5,   6,   8,   9,   8,   7),
        ('wrong_case',         4,   5,   6,   8,   7,   6),
        ('no_campaign',        6,   8,  10,  12,  11,  10),
        ('shouted_tag',        3,   3,   3,   3,   3,   3),
        ('generic',          340, 317, 285, 268, 290, 300)
    ) AS t (lane, "2021", "2022", "2023", "2024", "2025", "2026")
) ON "2021", "2022", "2023", "2024", "2025", "2026" INTO NAME year VALUE share;

CREATE TEMP TABLE sample_slot AS
WITH weeks AS (
    SELECT
        week::INTEGER AS week,
        DATE '2020-11-02' + (7 * week)::INTEGER AS monday,
        greatest(2021, year(DATE '2020-11-02' + (7 * week)::INTEGER)) AS year
    FROM range(8, 293) AS r (week)
),

weights AS (
    SELECT
        week, lane, link, share,
        -- a post is loud for some weeks and then trickles; the company's links and the generic ones never age
        CASE
            WHEN lane IN ('company', 'generic') THEN 10 + sample_pick(link, 41, 90)
            ELSE (100 + sample_pick(link, 41, 900)) * (1000 // (1 + (monday - post_date) // 7) + 25)
        END::HUGEINT AS weight
    FROM weeks
    JOIN sample_link AS l ON l.post_date <= monday
    JOIN sample_mix AS m USING (lane, year)
    WHERE share > 0
),

links AS (
    SELECT
        *,
        sum(weight) OVER (PARTITION BY week, lane ORDER BY link)::HUGEINT AS upto,
        sum(weight) OVER (PARTITION BY week, lane)::HUGEINT AS whole
    FROM weights
),

lanes AS (
    SELECT
        week, lane, share,
        sum(share) OVER (PARTITION BY week ORDER BY lane) AS upto,
        sum(share) OVER (PARTITION BY week) AS whole
    FROM (SELECT DISTINCT week, lane, share FROM weights)
),

ranges AS (
    SELECT
        week,
        link,
        -- in slots: where the lane begins, plus the link's part of the lane
        (((a.upto - a.share) * l.whole + a.share * (l.upto - l.weight)) * 2048 // (a.whole * l.whole))::BIGINT AS lo,
        (((a.upto - a.share) * l.whole + a.share * l.upto) * 2048 // (a.whole * l.whole))::BIGINT AS hi
    FROM links AS l
    JOIN lanes AS a USING (week, lane)
)

SELECT (week * 2048 + slot)::INTEGER AS slot, link::INTEGER AS link
FROM ranges, unnest(range(lo, hi)) AS r (slot);
