-- What happened between the first snapshot and this one, row by row. No model reads this.
--   source            the table
--   kind              what happened, see below
--   before            the row in the first snapshot, from 0; NULL if it is new
--   after             the row in this one
--   fate_before       of an event, its fate in planted of the first snapshot
--   fate_after        and of this one
--   iteration_before  and the iteration
--   iteration_after   there
--   why               of an event that is of another iteration: its created_at was edited, or it was unseen in the first snapshot
-- Rows that are not named are in both snapshots, unchanged and in the same order, and so are their fate and iteration.
--
-- Events are
--   new           of the day
--   late          of an earlier day, but had not arrived
--   resent        delivered a second time, on this day
--   moved         unchanged, but with another fate
--   reattributed  unchanged and kept, but of another iteration
-- Clicks are new or late. Of strategies, the tune_offer_id was filled in (linked), or they are new; of iterations, the
-- created_at was edited, or they are new. The mirror was refreshed.
WITH later AS (
    SELECT b.row AS before, a.*, b.fate AS fate_before, b.iteration AS iteration_before, b.why AS why_before
    FROM (SELECT * FROM sample_fate WHERE day = 2) AS a
    LEFT JOIN (SELECT * FROM sample_fate WHERE day = 1) AS b ON b.row = a.row
),

day AS (SELECT ended FROM sample_day WHERE day = 1),

changes AS (
    SELECT
        'events' AS source,
        CASE
            WHEN before IS NULL AND part = 1 THEN 'resent'
            WHEN before IS NULL AND event_ms < (SELECT ended FROM day) THEN 'late'
            WHEN before IS NULL THEN 'new'
            WHEN fate <> fate_before THEN 'moved'
            WHEN iteration <> iteration_before THEN 'reattributed'
        END AS kind,
        before,
        row AS after,
        fate_before,
        fate AS fate_after,
        iteration_before,
        iteration AS iteration_after,
        CASE WHEN fate = fate_before AND iteration <> iteration_before THEN why_before END AS why
    FROM later
    UNION ALL BY NAME
    SELECT 'clicks' AS source, CASE accident WHEN 'late' THEN 'late' ELSE 'new' END AS kind, rowid AS after
    FROM sample_click
    WHERE arrival >= (SELECT ended FROM day) AND arrival < (SELECT max(ended) FROM sample_day)
    UNION ALL BY NAME
    SELECT
        'strategies' AS source,
        CASE lane WHEN 'unlinked' THEN 'linked' ELSE 'new' END AS kind,
        CASE lane WHEN 'unlinked' THEN place END AS before,
        place AS after
    FROM (
        SELECT lane, row_number() OVER (ORDER BY offer) - 1 AS place
        FROM sample_offer WHERE lane NOT IN ('unknown', 'no_adaction', 'deleted', 'unset')
    )
    WHERE lane IN ('unlinked', 'new')
    UNION ALL BY NAME
    SELECT
        'iterations' AS source,
        CASE seen WHEN 2 THEN 'new' ELSE 'edited' END AS kind,
        CASE seen WHEN 1 THEN place END AS before,
        place AS after
    FROM (SELECT *, row_number() OVER (ORDER BY iteration) - 1 AS place FROM sample_iteration)
    WHERE seen = 2 OR edited
    UNION ALL BY NAME
    SELECT 'mirror' AS source, 'refreshed' AS kind, 0 AS before, 0 AS after
)

SELECT source, kind, before, after, fate_before, fate_after, iteration_before, iteration_after, why
FROM changes
WHERE kind IS NOT NULL
ORDER BY source, kind, before NULLS LAST, after
