-- Where clicks come from, by the platform that the link was posted on.
CREATE TEMP TABLE sample_referral AS
WITH origins AS (
    SELECT * FROM (VALUES
        ('youtube', ['www.youtube.com', 'm.youtube.com', 'www.youtube.com', NULL], 'social', 'YouTube'),
        ('instagram', ['l.instagram.com', 'www.instagram.com', 'l.instagram.com', NULL], 'social', 'Instagram'),
        ('tiktok', ['www.tiktok.com', NULL, 'www.tiktok.com', NULL], 'social', 'TikTok'),
        ('twitch', ['www.twitch.tv', 'www.twitch.tv', NULL, NULL], 'social', 'Twitch'),
        ('x', ['t.co', 't.co', 't.co', NULL], 'social', 'X'),
        ('podcast', [NULL, 'podcasts.example.com', NULL, NULL], 'other', 'Podcast'),
        ('none', ['www.tunefold.example', 'mail.example.com', 'www.google.com', NULL], 'web', 'Website')
    ) AS t (platform, hosts, type, name)
)

SELECT
    platform,
    i AS side,
    hosts[1 + i] AS hostname,
    CASE WHEN hosts[1 + i] IS NOT NULL THEN 'https' END AS protocol,
    CASE WHEN hosts[1 + i] IS NULL THEN 'direct' ELSE type END AS origin_type,
    CASE WHEN hosts[1 + i] IS NOT NULL THEN name END AS origin_name
FROM origins, unnest(range(4)) AS r (i);

-- The route as Rebrandly sends it, once for each place that its visitors come from. A link without a UTM leads to
-- the app's OneLink; a generic one, to the site. A link that routes by country leads some to the app's own campaign.
CREATE TEMP TABLE sample_visit AS
WITH led AS (
    SELECT
        *,
        CASE
            WHEN NOT has_utm AND lane <> 'generic'
                THEN 'https://tunefold.onelink.example/' || to_hex(sample_pick(link, 14, 65536))
                || '/' || lower(to_hex(sample_pick(link, 15, 16777216)))
            WHEN lane = 'generic' THEN 'https://www.tunefold.example/' || slashtag
            ELSE 'https://www.tunefold.example/' || ['', 'download', 'stems', 'pricing'][1 + j % 4]
        END AS page,
        CASE
            WHEN lane = 'generic' AND j % 6 = 5 THEN 'utm_source=link&utm_campaign='
            WHEN lane = 'company'
                THEN 'utm_source=' || split_part(campaign, '-', 1) || '&utm_medium=owned&utm_campaign='
            WHEN has_utm THEN 'utm_source=' || platform || '&utm_medium=creator&utm_campaign='
        END AS query
    FROM sample_link
)

SELECT
    (link * 8 + alternate::BIGINT * 4 + side)::INTEGER AS visit,
    CASE WHEN alternate AND lane <> 'generic' THEN 'not_creator' ELSE fate END AS fate,
    detail,
    hostname,
    protocol,
    origin_type,
    origin_name,
    'lnk' || lpad(to_hex(sample_pick(link, 13, 1099511627776)), 10, '0') AS id,
    slashtag,
    'usr' || lpad((sample_pick(link, 16, 9) * 1117)::VARCHAR, 6, '0') AS creator_id,
    CASE WHEN lane = 'company' THEN 'ws_growth' ELSE 'ws_creators' END AS workspace_id,
    CASE lane
        WHEN 'company' THEN 'go.tunefold.example'
        WHEN 'generic' THEN 'tunefold.example'
        ELSE 'tune.fold.example'
    END AS domain,
    page || coalesce(
        '?' || query || CASE WHEN alternate THEN 'brand-geo-redirect' ELSE coalesce(campaign, '') END
        || '&utm_content=' || slashtag,
        ''
    ) AS destination
FROM led
JOIN sample_referral AS r ON r.platform = coalesce(led.platform, 'none')
JOIN (VALUES (FALSE), (TRUE)) AS t (alternate) ON has_utm OR NOT alternate;
