-- The creators sheet as the marketing team keeps it. Each link's own row first, then what people did to the sheet.
WITH own AS (
    SELECT
        link,
        CASE lane
            WHEN 'trailing_space' THEN slashtag || ' '
            WHEN 'wrong_case' THEN upper(slashtag[1]) || slashtag[2:]
            ELSE slashtag
        END AS slashtag,
        creator || (CASE WHEN sample_pick(link, 21, 11) = 0 THEN ' ' ELSE '' END) AS creator,
        CASE
            WHEN lane = 'platform_missing' THEN NULL
            WHEN detail = 'platform_empty' THEN ''
            WHEN detail = 'platform_typed_yt' THEN 'YT'
            WHEN sample_pick(link, 22, 7) = 0 THEN upper(platform[1]) || platform[2:] || ' '
            WHEN platform = 'youtube' THEN ['YouTube', 'youtube', 'Youtube'][1 + sample_pick(link, 23, 3)]
            ELSE platform
        END AS platform,
        CASE
            WHEN detail = 'null_campaign' THEN NULL
            WHEN lane = 'no_dimension' AND detail = 'trailing_space' THEN campaign || ' '
            WHEN lane IN ('no_dimension', 'shouted_tag') THEN 'CT-' || campaign[4:]
            ELSE campaign
        END AS campaign_utm_ct,
        CASE WHEN detail = 'no_post_date' THEN NULL ELSE post_date END AS post_date,
        -- late rows: filled in weeks after the post
        epoch(post_date) // 86400 + (CASE WHEN sample_pick(link, 24, 6) = 0 THEN 10 + sample_pick(link, 25, 60) ELSE 0 END) AS filled_in
    FROM sample_link
    WHERE lane NOT IN ('company', 'generic', 'forgotten', 'spring_batch')
      AND detail IS DISTINCT FROM 'missing'
),

edits AS (
    -- a second spelling of the creator: the campaign has two rows in the dimension
    SELECT link, slashtag, replace(creator, ' ', '  ') AS creator, platform, campaign_utm_ct, post_date, filled_in + 30 AS filled_in
    FROM own SEMI JOIN (SELECT link FROM sample_link WHERE detail = 'two_creators') USING (link)
    UNION ALL
    -- the same campaign posted on another platform, with a link of its own that nobody clicked
    SELECT link, slashtag || '-x', creator, 'instagram', campaign_utm_ct, post_date + 3, filled_in + 4
    FROM own SEMI JOIN (SELECT link FROM sample_link WHERE detail = 'two_platforms') USING (link)
    UNION ALL
    -- a slashtag that was used before, by an older campaign of the same creator: the newer post wins
    SELECT link, slashtag, creator, platform, campaign_utm_ct || '-old', post_date - 40, filled_in - 40
    FROM own SEMI JOIN (SELECT link FROM sample_link WHERE detail = 'slashtag_reused') USING (link)
    UNION ALL
    -- a row pasted again, later and without its campaign: the earlier row still answers
    SELECT link, slashtag, creator, platform, NULL, post_date + 9, filled_in + 9
    FROM own WHERE link % 97 = 3 AND campaign_utm_ct IS NOT NULL AND post_date IS NOT NULL
    UNION ALL
    -- planned posts that never went live
    SELECT link, slashtag || '-planned', creator, platform, campaign_utm_ct || 'b', NULL, filled_in + 1
    FROM own WHERE link % 41 = 7
    UNION ALL
    -- the header pasted into the middle, and two blank rows
    SELECT NULL, 'slashtag', 'creator', 'platform', 'campaign_utm_ct', NULL, 19000
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, 19100
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, 19800
)

SELECT slashtag, creator, platform, campaign_utm_ct, post_date
FROM (SELECT * FROM own UNION ALL SELECT * FROM edits)
ORDER BY filled_in, link NULLS FIRST, slashtag, campaign_utm_ct, creator
