-- What happened between the first snapshot and this one, row by row. No model reads this.
--   source       the table: rebrandly_raw or creators_sheet
--   kind         what happened, see below; no row has two, so the fate of a row with any kind may be another for
--                what the last kind of clicks says
--   before       the row in the first snapshot, from 0; NULL if it is new
--   after        the row in this one; NULL if it is gone
--   fate_before  of a click, its fate in planted of the first snapshot
--   fate_after   and of this one
-- Rows that are not named are in both snapshots, unchanged and in the same order, and so is their fate.
--
-- Clicks are
--   new                of the week
--   late               of an earlier day, but had not arrived
--   resent             another copy of a click of the first snapshot, the same in all columns
--   erased             gone, with all clicks of some visitors
--   agent_filled       client.agent.type was NULL and is not
--   country_corrected  client.location.country was NULL or wrong
--   tie_swapped        unchanged, but in the place of the other one with its timestamp
--   moved              unchanged, but with another fate, because the sheet was edited or its twin was erased
-- Rows of the sheet are
--   row_added           for a link that had none
--   platform_filled     the platform was NULL
--   platform_changed    from youtube to tiktok
--   campaign_renamed    the clicks of a link without a UTM follow, those of one with a UTM lose their creator
--   slashtag_duplicated a second row for a slashtag, with a newer campaign, which wins
--   creator_respelled   a second row that differs in the creator's name: the campaign has two rows in the dimension
--   row_deleted
WITH later AS (
    SELECT c.rowid AS row, was, n, ms, p.fate::sample_fate AS fate
    FROM sample_click AS c
    JOIN sample_planted AS p ON p.row = c.rowid
),

clicks AS (
    SELECT
        CASE
            WHEN b.row IS NOT NULL THEN coalesce(e.kind, CASE WHEN b.fate <> a.fate THEN 'moved' END)
            WHEN n < (SELECT n FROM sample_week) THEN 'resent'
            WHEN ms < (SELECT ms FROM sample_week) THEN 'late'
            ELSE 'new'
        END AS kind,
        b.row AS before,
        a.row AS after,
        b.fate AS fate_before,
        a.fate AS fate_after
    FROM sample_first_fate AS b
    FULL JOIN later AS a ON a.was = b.row
    LEFT JOIN sample_week_edit AS e ON e.row = b.row
),

sheet AS (
    SELECT
        CASE WHEN a.rowid IS NULL THEN 'row_deleted' ELSE edit END AS kind,
        b.row AS before,
        a.rowid AS after
    FROM sample_first_sheet AS b
    FULL JOIN sample_week_sheet AS a ON a.before = b.row
)

SELECT source, kind, before, after, fate_before::VARCHAR AS fate_before, fate_after::VARCHAR AS fate_after
FROM (
    SELECT 'rebrandly_raw' AS source, * FROM clicks
    UNION ALL BY NAME
    SELECT 'creators_sheet' AS source, * FROM sheet
)
WHERE kind IS NOT NULL
ORDER BY source DESC, kind, before NULLS LAST, after
