-- What people did to the creators sheet in the week, and what becomes of a good click on each of these links.
-- What the first snapshot says is kept before it changes: its sheet, and the fate of each of its clicks.
CREATE TEMP TABLE sample_first_sheet AS
SELECT row_number() OVER () - 1 AS row, * FROM sample_creators_sheet;

CREATE TEMP TYPE sample_fate AS ENUM (
    'unreadable_timestamp', 'not_human', 'agent_unknown', 'not_first_session', 'session_unknown', 'generic_link', 'not_in_sheet',
    'no_campaign_in_sheet', 'duplicate', 'not_creator', 'no_creator_in_dimension', 'platform_missing', 'not_youtube', 'kept'
);
CREATE TEMP TABLE sample_first_fate AS
SELECT row, fate::sample_fate AS fate FROM sample_planted;

-- edit is what was done to the link's row, slip is what went wrong with a row that was added.
CREATE TEMP TABLE sample_week_link AS
WITH edited AS (
    SELECT
        *,
        CASE
            WHEN lane = 'spring_batch' THEN 'row_added'
            WHEN lane = 'forgotten' AND j % 3 <> 2 THEN 'row_added'
            WHEN lane = 'no_dimension' AND detail = 'missing' AND j >= 5 THEN 'row_added'
            WHEN lane = 'platform_missing' AND j NOT IN (1, 11, 13) THEN 'platform_filled'
            WHEN lane = 'yt_onelink' AND j = 46 THEN 'platform_changed'
            -- one link has its campaign from the sheet and follows, one from its UTM and does not
            WHEN lane = 'yt_onelink' AND j = 43 OR lane = 'yt_utm' AND j = 46 THEN 'campaign_renamed'
            WHEN lane = 'yt_onelink' AND j = 41 THEN 'slashtag_duplicated'
            WHEN lane = 'yt_utm' AND j = 48 THEN 'creator_respelled'
            WHEN lane = 'yt_onelink' AND j = 49 THEN 'row_deleted'
        END AS edit,
        CASE
            WHEN lane = 'spring_batch' AND j = 4 THEN 'null_campaign'
            WHEN lane = 'spring_batch' AND j = 8 THEN 'platform_empty'
            WHEN lane = 'spring_batch' AND j = 10 THEN 'trailing_space'
            WHEN lane = 'forgotten' AND j = 12 THEN 'wrong_case'
        END AS slip
    FROM sample_link
)

SELECT
    link,
    edit,
    slip,
    slashtag,
    creator,
    platform,
    campaign,
    post_date,
    CASE
        WHEN slip = 'null_campaign' THEN 'no_campaign_in_sheet'
        WHEN slip = 'platform_empty' THEN 'platform_missing'
        WHEN slip = 'trailing_space' THEN 'not_in_sheet'
        WHEN slip = 'wrong_case' THEN 'not_creator'
        WHEN edit = 'platform_changed' THEN 'not_youtube'
        WHEN edit = 'campaign_renamed' AND has_utm THEN 'no_creator_in_dimension'
        WHEN edit = 'row_deleted' THEN 'not_in_sheet'
        WHEN platform = 'youtube' THEN 'kept'
        ELSE 'not_youtube'
    END AS fate
FROM edited
WHERE edit IS NOT NULL;

-- The detail in planted is the slip, or else the edit. Where a link leads by country, its other campaign is none of the
-- sheet's.
UPDATE sample_visit
SET fate = w.fate, detail = coalesce(w.slip, w.edit)
FROM sample_week_link AS w
WHERE w.link = visit // 8 AND visit // 4 % 2 = 0;

-- The sheet is edited in place; rows that are added come last. before is the row's place in the first sheet.
CREATE TEMP TABLE sample_week_sheet AS
WITH edited AS (
    SELECT
        f.row AS before,
        w.edit,
        f.slashtag,
        f.creator,
        CASE w.edit WHEN 'platform_filled' THEN w.platform WHEN 'platform_changed' THEN 'tiktok' ELSE f.platform END AS platform,
        f.campaign_utm_ct || CASE w.edit WHEN 'campaign_renamed' THEN '-relaunch' ELSE '' END AS campaign_utm_ct,
        f.post_date
    FROM sample_first_sheet AS f
    LEFT JOIN sample_week_link AS w
        ON w.slashtag = f.slashtag AND w.campaign = f.campaign_utm_ct
        AND w.edit IN ('platform_filled', 'platform_changed', 'campaign_renamed', 'row_deleted')
),

added AS (
    SELECT
        link,
        edit,
        slashtag || CASE slip WHEN 'trailing_space' THEN ' ' ELSE '' END AS slashtag,
        creator,
        CASE WHEN slip IS DISTINCT FROM 'platform_empty' THEN platform END AS platform,
        CASE slip WHEN 'null_campaign' THEN NULL WHEN 'wrong_case' THEN 'CT-' || campaign[4:] ELSE campaign END AS campaign_utm_ct,
        post_date
    FROM sample_week_link
    WHERE edit = 'row_added'
    UNION ALL
    -- a newer campaign with the same slashtag, which wins
    SELECT link, edit, slashtag, creator, platform, campaign || '-again', DATE '2026-06-15'
    FROM sample_week_link WHERE edit = 'slashtag_duplicated'
    UNION ALL
    -- a second spelling of the creator: the campaign has two rows in the dimension
    SELECT link, edit, slashtag, replace(creator, ' ', '-'), platform, campaign, post_date
    FROM sample_week_link WHERE edit = 'creator_respelled'
)

SELECT before, edit, slashtag, creator, platform, campaign_utm_ct, post_date
FROM (
    SELECT *, NULL AS link FROM edited WHERE edit IS DISTINCT FROM 'row_deleted'
    UNION ALL BY NAME
    SELECT *, NULL AS before FROM added
)
ORDER BY before NULLS LAST, link;
