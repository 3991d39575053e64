-- What was planted in each click, by its place in rebrandly_raw from 0. No model reads this.
--   row     the click
--   fate    where it should end in the creators chain: kept, or the first thing that drops it, in the chain's order
--   detail  what was done to its link, if the link decides: sample_lane and sample_link have the words,
--           tie or copy if a deduplication decides, between twins that differ or copies that do not
--   twin    where the winner of the deduplication hangs on a tie: the row of the other one. fate is then told as if
--           the earlier row won,
--   alt     and this is the fate of the row if it is the other way round
WITH planted AS (
    SELECT
        c.rowid AS row,
        CASE
            WHEN unreadable THEN 'unreadable_timestamp'
            WHEN NOT agent_known THEN 'agent_unknown'
            WHEN visitor >= 4096 THEN 'not_human'
            WHEN session_first IS NULL THEN 'session_unknown'
            WHEN NOT session_first THEN 'not_first_session'
            ELSE v.fate
        END AS fate,
        v.detail,
        visitor < 4096 AND agent_known AND session_first AND NOT unreadable AS good
    FROM sample_click AS c
    LEFT JOIN sample_visit AS v ON v.visit = c.visit
),

pairs AS (
    SELECT
        a.rowid AS first,
        b.rowid AS second,
        b.pair
    FROM sample_click AS b
    JOIN sample_click AS a ON a.n = b.n AND a.part = 0
    WHERE b.part = 1 AND b.pair IS NOT NULL
),

ties AS (
    SELECT first AS row, second AS twin, pair, FALSE AS loses FROM pairs
    UNION ALL
    SELECT second, first, pair, TRUE FROM pairs
)

SELECT
    row,
    CASE WHEN hangs AND loses THEN 'duplicate' ELSE fate END AS fate,
    CASE
        WHEN hangs THEN CASE pair WHEN 'twin' THEN 'tie' ELSE 'copy' END
        WHEN good THEN detail
    END AS detail,
    CASE WHEN hangs THEN twin END AS twin,
    CASE WHEN hangs THEN CASE WHEN loses THEN fate ELSE 'duplicate' END END AS alt
FROM (
    SELECT
        p.*,
        t.twin,
        t.pair,
        t.loses,
        t.twin IS NOT NULL AND p.fate NOT IN (
            'not_human', 'agent_unknown', 'session_unknown', 'not_first_session', 'generic_link', 'not_in_sheet', 'no_campaign_in_sheet'
        ) AS hangs
    FROM planted AS p
    LEFT JOIN ties AS t ON t.row = p.row
)
ORDER BY row
