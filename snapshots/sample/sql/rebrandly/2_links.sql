-- The links, who made them, and what becomes of a good click on each.
-- A link belongs to a lane. The lane says how its campaign was set up and what, if anything, went wrong with it:
-- this is where losses are planted.

CREATE TEMP TABLE sample_creator AS
SELECT
    i AS creator_id,
    first || ' ' || last AS creator,
    lower(first || last) AS handle
FROM (
    SELECT
        i,
        ['Mara', 'Theo', 'Ines', 'Jonas', 'Priya', 'Caio', 'Lena', 'Otis', 'Yuki', 'Rafael', 'Nadia', 'Emil',
         'Zoe', 'Kwame', 'Alba', 'Davi', 'Freya', 'Hugo', 'Imani', 'Luan', 'Noor', 'Petra', 'Sami', 'Tess'
        ][1 + i % 24] AS first,
        ['Lindqvist', 'Okafor', 'Moreira', 'Tanaka', 'Bauer', 'Castellanos', 'Rao', 'Whitlock', 'Duarte', 'Novak',
         'Fontaine', 'Abara', 'Kestrel', 'Marlow', 'Ibarra', 'Solberg', 'Quill', 'Vance', 'Teixeira'
        ][1 + (i * 7) % 19] AS last
    FROM range(104) AS r (i)
);

-- span: the days from a lane's first post to its last.
CREATE TEMP TABLE sample_lane AS
SELECT * FROM (VALUES
    ('yt_utm',           70, DATE '2020-11-02', 2020, 'kept',                    NULL),
    ('yt_onelink',       70, DATE '2020-11-02', 2020, 'kept',                    'onelink'),
    ('social_utm',       80, DATE '2020-11-02', 2020, 'not_youtube',             NULL),
    ('social_onelink',   90, DATE '2020-11-02', 2020, 'not_youtube',             'onelink'),
    ('company',          60, DATE '2020-11-02', 1900, 'not_creator',             NULL),
    ('shouted_tag',       3, DATE '2021-02-01', 1500, 'not_creator',             'wrong_case'),
    ('no_dimension',     16, DATE '2020-11-02', 1950, 'no_creator_in_dimension', 'missing'),
    ('platform_missing', 14, DATE '2020-11-02', 1980, 'platform_missing',        NULL),
    ('forgotten',        24, DATE '2020-11-02', 2000, 'not_in_sheet',            'missing'),
    ('spring_batch',     18, DATE '2024-03-04',  180, 'not_in_sheet',            'batch_2024_03'),
    ('trailing_space',   12, DATE '2020-11-02', 1960, 'not_in_sheet',            'trailing_space'),
    ('wrong_case',       10, DATE '2020-11-02', 1940, 'not_in_sheet',            'wrong_case'),
    ('no_campaign',      14, DATE '2020-11-02', 1970, 'no_campaign_in_sheet',    'null_campaign'),
    ('generic',          30, DATE '2020-11-02', 1800, 'generic_link',            NULL)
) AS t (lane, links, first_post, span, fate, detail);

CREATE TEMP TABLE sample_link AS
WITH numbered AS (
    SELECT
        row_number() OVER (ORDER BY first_post + (j * span // links)::INTEGER, lane) - 1 AS link,
        lane,
        j,
        fate,
        first_post + (j * span // links)::INTEGER AS post_date,
        -- what somebody did to a few links by hand
        CASE
            WHEN lane = 'no_dimension' AND j % 5 = 2 THEN 'trailing_space'
            WHEN lane = 'no_dimension' AND j % 5 = 4 THEN 'wrong_case'
            WHEN lane = 'no_campaign' AND j % 4 = 3 THEN 'no_post_date'
            WHEN lane = 'yt_utm' AND j IN (34, 44) THEN 'two_creators'
            WHEN lane = 'yt_utm' AND j IN (39, 47) THEN 'two_platforms'
            WHEN lane = 'yt_onelink' AND j IN (20, 45, 60) THEN 'slashtag_reused'
            WHEN lane = 'social_utm' AND j IN (33, 52) THEN 'platform_typed_yt'
            WHEN lane = 'social_onelink' AND j IN (30, 62) THEN 'platform_empty'
            WHEN lane = 'social_onelink' AND j = 55 THEN 'two_platforms'
            ELSE detail
        END AS detail
    FROM sample_lane, unnest(range(links)) AS r (j)
),

posted AS (
    SELECT
        n.*,
        c.creator,
        c.handle,
        CASE
            WHEN lane IN ('company', 'generic') THEN NULL
            WHEN detail = 'platform_typed_yt' OR lane LIKE 'yt_%' THEN 'youtube'
            WHEN lane LIKE 'social_%'
                THEN ['instagram', 'tiktok', 'instagram', 'twitch', 'tiktok', 'podcast', 'x'][1 + j % 7]
            ELSE ['youtube', 'instagram', 'tiktok', 'youtube'][1 + j % 4]
        END AS platform
    FROM numbered AS n
    JOIN sample_creator AS c ON c.creator_id = sample_pick(link, 11, 104)
),

tagged AS (
    SELECT
        *,
        CASE platform WHEN 'youtube' THEN 'yt' WHEN 'instagram' THEN 'ig' WHEN 'tiktok' THEN 'tt' ELSE platform END
            || '-' || strftime(post_date, '%y%m') AS tag
    FROM posted
)

SELECT
    link,
    lane,
    j,
    fate,
    detail,
    post_date,
    creator,
    platform,
    CASE lane
        WHEN 'generic' THEN NULL
        WHEN 'company'
            THEN ['brand', 'paid', 'partner', 'email'][1 + j % 4] || '-'
            || ['launch', 'search', 'retarget', 'festival', 'edu', 'newsletter'][1 + (j * 5) % 6] || '-'
            || strftime(post_date, '%Y%m')
        -- a second post of a creator in one month gets a b
        ELSE 'ct-' || handle || '-' || tag
            || ['', 'b', 'c', 'd', 'e'][row_number() OVER (PARTITION BY handle, tag ORDER BY link)]
    END AS campaign,
    CASE lane
        WHEN 'company' THEN 'go' || link
        WHEN 'generic'
            THEN ['home', 'app', 'bio', 'test', 'help', 'pricing', 'jobs', 'press', 'blog', 'qr'][1 + j % 10]
            || ['', '1', '2'][1 + j // 10]
        ELSE handle || ['', '-yt', '-live', '-mix', '-tips', '-stems'][1 + sample_pick(link, 12, 6)] || link
    END AS slashtag,
    lane IN ('yt_utm', 'social_utm', 'company', 'no_dimension') OR (lane = 'platform_missing' AND j % 2 = 0) AS has_utm
FROM tagged;
