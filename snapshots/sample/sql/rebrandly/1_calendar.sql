-- When clicks happen: how many in each hour from 2021-01-01 to 2026-06-12, and which of the links is busy in which week.
-- All of it is integer arithmetic and hash(): the same on every machine, with any number of threads.

CREATE TEMP MACRO sample_pick(n, salt, sides) AS (hash(n::BIGINT, salt::BIGINT) % sides::UBIGINT)::BIGINT;

-- Clicks of a year at scale 1, the slope of its days (weight of its first and last day), and people among 1000 clicks.
CREATE TEMP TABLE sample_year AS
SELECT * FROM (VALUES
    (2021, 330000, 60, 140, 440),
    (2022, 560000, 85, 130, 420),
    (2023, 760000, 110, 105, 400),
    (2024, 480000, 135, 75, 370),
    (2025, 390000, 105, 95, 340),
    (2026, 180000, 100, 95, 310)
) AS t (year, clicks, first_day, last_day, human);

CREATE TEMP TABLE sample_hour AS
WITH weights AS (
    SELECT
        hour,
        year,
        y.clicks,
        y.human,
        -- the year's slope, in 365ths
        (y.first_day * (365 - dayofyear(hour)) + y.last_day * dayofyear(hour)) // 100
        -- some days are louder, a few are very loud
        * (80 + sample_pick(epoch(hour) // 86400, 1, 50))
        * (CASE WHEN sample_pick(epoch(hour) // 86400, 2, 19) = 0 THEN 19 ELSE 10 END)
        -- weekends are a little busier, nights in the Americas are quiet
        * (CASE WHEN isodow(hour) >= 6 THEN 12 ELSE 10 END)
        * [9, 8, 7, 6, 5, 4, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 14, 13, 12, 10][1 + hour(hour)] AS weight
    FROM (
        SELECT unnest(generate_series(
            TIMESTAMP '2021-01-01 00:00:00', TIMESTAMP '2026-06-12 23:00:00', INTERVAL 1 HOUR
        )) AS hour
    )
    JOIN sample_year AS y ON y.year = year(hour)
),

shares AS (
    SELECT
        *,
        sum(weight) OVER (PARTITION BY year ORDER BY hour)::HUGEINT AS upto,
        sum(weight) OVER (PARTITION BY year)::HUGEINT AS whole,
        (clicks * (SELECT scale FROM sample_options))::HUGEINT AS wanted
    FROM weights
)

SELECT
    *,
    (sum(clicks) OVER (ORDER BY ms) - clicks)::BIGINT AS before
FROM (
    SELECT
        epoch_ms(hour) AS ms,
        human,
        ((epoch_ms(hour) - epoch_ms(TIMESTAMP '2020-11-02')) // 604800000)::INTEGER AS week,
        (upto * wanted // whole - (upto - weight) * wanted // whole)::BIGINT AS clicks
    FROM shares
)
ORDER BY ms;
