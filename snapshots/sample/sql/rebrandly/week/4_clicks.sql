-- The clicks of the later snapshot: the first's, but for a few, then those that are new.
-- What is drawn from a click's n has an odd number of sides: modulo a power of two, one draw gives away the other.

-- Two events of the first snapshot that share their timestamp, by their rows there.
CREATE TEMP TABLE sample_week_pair AS
SELECT a.rowid AS first, b.rowid AS second, b.pair
FROM sample_first_click AS b
JOIN sample_first_click AS a ON a.n = b.n AND a.part = 0
WHERE b.part = 1;

-- What happens to clicks of the first snapshot, by their rows there.
CREATE TEMP TABLE sample_week_edit AS
WITH edited AS (
    SELECT
        rowid AS row,
        CASE
            -- Six people asked to be forgotten. A kind of people is 23 of them.
            WHEN visitor IN (211, 978, 1023, 1499, 2825, 2994) AND sample_pick(n, 73, 23) = 0 THEN 'erased'
            WHEN unreadable OR rowid IN (SELECT unnest([first, second]) FROM sample_week_pair) THEN NULL
            WHEN NOT agent_known AND year(make_timestamp_ms(ms)) = 2024 AND sample_pick(n, 74, 31) = 0 THEN 'agent_filled'
            WHEN agent_known AND sample_pick(n, 75, 199) = 0 AND -1 - visitor IN (SELECT slot FROM sample_visitor_coded)
                THEN 'country_corrected'
        END AS kind,
        n,
        part,
        pair,
        visitor
    FROM sample_first_click
),

-- A pair that changes places changes its parts too, so that part 0 is the earlier one.
swapped AS (
    SELECT
        unnest([first, second]) AS row,
        unnest([second, first]) AS place,
        unnest([1, 0]) AS part,
        unnest([pair, NULL]) AS pair
    FROM sample_week_pair
    WHERE pair IS DISTINCT FROM 'copy' AND sample_pick(first, 76, 2) = 0
      AND first NOT IN (SELECT row FROM edited WHERE kind = 'erased')
      AND second NOT IN (SELECT row FROM edited WHERE kind = 'erased')
)

SELECT
    row,
    kind,
    row AS place,
    part,
    pair,
    CASE
        WHEN kind = 'country_corrected' THEN -1 - visitor
        WHEN kind = 'agent_filled' AND n % 10 = 0 THEN 8192 + visitor
        ELSE visitor
    END AS visitor
FROM edited
WHERE kind IS NOT NULL
UNION ALL
SELECT row, 'tie_swapped', place, s.part, s.pair, c.visitor
FROM swapped AS s JOIN sample_first_click AS c ON c.rowid = s.row;

-- Late clicks, and some of the first snapshot that were sent once more, arrive some time in the week.
CREATE TEMP TABLE sample_week_click AS
SELECT c.* REPLACE (
    CASE WHEN c.ms < w.ms THEN w.ms + sample_pick(c.n, 78, w.length) ELSE arrival END AS arrival
)
FROM sample_click AS c, (SELECT ms, length FROM sample_week) AS w
UNION ALL
SELECT c.* REPLACE (1 AS part, w.ms + sample_pick(c.n, 78, w.length) AS arrival, 'copy' AS pair)
FROM sample_first_click AS c, (SELECT ms, length FROM sample_week) AS w
WHERE sample_pick(c.n, 77, 15013) = 0 AND visitor < 4096 AND agent_known AND session_first AND NOT unreadable
  AND c.rowid NOT IN (SELECT unnest([first, second]) FROM sample_week_pair)
  AND c.rowid NOT IN (SELECT row FROM sample_week_edit);

-- was is the row in the first snapshot.
CREATE OR REPLACE TEMP TABLE sample_click AS
SELECT * EXCLUDE (place)
FROM (
    SELECT
        c.* REPLACE (
            coalesce(e.part, c.part) AS part,
            coalesce(e.visitor, c.visitor) AS visitor,
            agent_known OR kind IS NOT DISTINCT FROM 'agent_filled' AS agent_known,
            CASE WHEN e.row IS NULL THEN c.pair ELSE e.pair END AS pair
        ),
        c.rowid AS was,
        coalesce(e.place, c.rowid) AS place
    FROM sample_first_click AS c
    LEFT JOIN sample_week_edit AS e ON e.row = c.rowid
    WHERE kind IS DISTINCT FROM 'erased'
    UNION ALL BY NAME
    SELECT *, NULL AS was, NULL AS place FROM sample_week_click
)
ORDER BY place NULLS LAST, arrival, n, part;

DROP TABLE sample_first_click;
DROP TABLE sample_week_click;
