-- When the clicks of the week happen, and those that arrive late. From these hours sql/7_clicks.sql draws clicks as it
-- did for the first snapshot, whose own are put aside.
ALTER TABLE sample_click RENAME TO sample_first_click;
DROP TABLE sample_event;

CREATE TEMP TABLE sample_week AS
SELECT
    epoch_ms(TIMESTAMP '2026-06-13 00:00:00') AS ms,
    604800000 AS length,
    (SELECT max(before + clicks) FROM sample_hour) AS n; -- the first click that is new

CREATE OR REPLACE TEMP TABLE sample_hour AS
WITH hours AS (
    -- as busy as three weeks before
    SELECT h.ms + 3 * length AS ms, human, week + 3 AS week, clicks
    FROM sample_hour AS h, sample_week AS w
    WHERE h.ms >= w.ms - 3 * length AND h.ms < w.ms - 2 * length
    UNION ALL
    -- an afternoon on which a collector was down: 25 clicks of each of six hours, at scale 1
    SELECT ms, human, week, floor((i + 1) * 25 * scale) - floor(i * 25 * scale)
    FROM (SELECT *, (ms - epoch_ms(TIMESTAMP '2024-10-08 12:00:00')) // 3600000 AS i FROM sample_hour), sample_options
    WHERE i BETWEEN 0 AND 5
    UNION ALL
    -- single ones, mostly of people whose app was offline: so many a year at scale 1
    SELECT ms, 700, week, 1
    FROM sample_hour
    JOIN (VALUES (2023, 160), (2024, 170), (2025, 150), (2026, 200)) AS t (year, clicks) ON t.year = year(make_timestamp_ms(ms))
    WHERE sample_pick(ms // 3600000, 71, 1000000) < t.clicks * (SELECT scale FROM sample_options) * 1000000 / 8766
)

SELECT ms, human, week, clicks, (n + sum(clicks) OVER (ORDER BY ms, human) - clicks)::BIGINT AS before
FROM (SELECT * REPLACE (clicks::BIGINT AS clicks) FROM hours), (SELECT n FROM sample_week)
ORDER BY ms, human;

-- The links are as busy as the week before.
INSERT INTO sample_slot
SELECT slot + 2048, link FROM sample_slot WHERE slot // 2048 = 292;
