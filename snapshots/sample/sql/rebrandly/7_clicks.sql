-- Every click's choices, in narrow columns. n numbers the clicks in time; all choices are drawn from it.
CREATE TEMP TABLE sample_event AS
SELECT
    before + i AS n,
    week,
    human,
    -- The hour is cut into as many pieces as it has clicks, so no two clicks share a millisecond by chance.
    ms + (i * 1000 + sample_pick(before + i, 51, 950)) * 3600 // clicks AS ms,
    sample_pick(before + i, 54, 6750) = 0 AS unreadable,
    sample_pick(before + i, 55, 1000000)::INTEGER AS accident
FROM sample_hour, unnest(range(clicks)) AS r (i);

-- In thousandths: people of the year, 15 whose agent is unknown, machines; 622 first clicks of a session, 371 later ones,
-- 7 that nobody knows of. good is a click of a person on the first click of a session.
--
-- part 1 is a second event, an accident of the first: a neighbour happens in the same millisecond, a copy is the same
-- event sent twice, a twin shares timestamp, route and session but comes from elsewhere and may be led elsewhere.
CREATE TEMP TABLE sample_click AS
WITH drawn AS (
    SELECT
        n, part, ms, unreadable, accident, link,
        CASE
            WHEN kind < human + 15 THEN sample_pick(draw, 57, 4096)
            ELSE 4096 + sample_pick(draw, 57, 1024)
        END::INTEGER AS visitor,
        kind < human OR kind >= human + 15 AS agent_known,
        kind < human AND session < 622 AS good,
        CASE WHEN session < 622 THEN TRUE WHEN session < 993 THEN FALSE END AS session_first,
        CASE
            WHEN session < 622 THEN ms - 20 - sample_pick(draw, 58, 1800)
            WHEN session < 993 OR session % 2 = 0 THEN ms - 40000 - sample_pick(draw, 58, 14000000)
        END AS session_ms,
        -- most events arrive as they happen, some late
        ms + CASE
            WHEN late >= 30 THEN 0
            WHEN late >= 5 THEN late * 170
            ELSE sample_pick(draw, 60, 1500000)
        END AS arrival
    FROM (
        SELECT
            *,
            sample_pick(draw, 52, 1000) AS kind,
            sample_pick(draw, 53, 1000) AS session,
            sample_pick(draw, 59, 1000) AS late
        FROM (
            SELECT n, 0 AS part, n AS draw, week, human, ms, unreadable, accident FROM sample_event
            UNION ALL
            SELECT n, 1, n + 100000000000, week, human, ms, unreadable, NULL FROM sample_event
            WHERE accident BETWEEN 2000 AND 2086 AND NOT unreadable
        )
    )
    JOIN sample_slot ON slot = week * 2048 + sample_pick(draw, 56, 2048)
)

SELECT
    * EXCLUDE (accident, good, link, alternate),
    (link * 8 + alternate::INTEGER * 4 + n % 4)::INTEGER AS visit
FROM (
    SELECT *, FALSE AS alternate, NULL AS pair FROM drawn
    UNION ALL
    SELECT * REPLACE (1 AS part, arrival + 60000 + sample_pick(n, 61, 5400000) AS arrival), FALSE, 'copy'
    FROM drawn
    WHERE part = 0 AND NOT unreadable AND (accident < 24 OR (good AND accident < 235))
    UNION ALL
    -- half of the twins are led to another campaign
    SELECT
        * REPLACE (1 AS part, (visitor + 2048) % 4096 AS visitor, arrival + sample_pick(n, 62, 3) AS arrival),
        n % 2 = 0,
        'twin'
    FROM drawn
    WHERE part = 0 AND NOT unreadable AND good AND accident BETWEEN 1000 AND 1087
      AND link IN (SELECT link FROM sample_link WHERE has_utm)
)
ORDER BY arrival, n, part;
