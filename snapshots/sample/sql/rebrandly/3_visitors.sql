-- Who clicks: 4096 kinds of people and 1024 kinds of machines, each a coherent set of country, language and agent.
CREATE TEMP TABLE sample_visitor AS
WITH countries AS (
    SELECT row_number() OVER () AS n, * FROM (VALUES
        ('US', 'en-US', 225), ('BR', 'pt-BR', 182), ('GB', 'en-GB', 66), ('DE', 'de-DE', 58), ('IN', 'en-IN', 57),
        ('MX', 'es-MX', 52), ('FR', 'fr-FR', 46), ('ES', 'es-ES', 40), ('JP', 'ja-JP', 34), ('ID', 'id-ID', 33),
        ('CA', 'en-CA', 30), ('IT', 'it-IT', 29), ('AR', 'es-AR', 25), ('PT', 'pt-PT', 20), ('PH', 'en-PH', 20),
        ('NL', 'nl-NL', 15), ('TR', 'tr-TR', 14), ('PL', 'pl-PL', 13), ('AU', 'en-AU', 12), ('CO', 'es-CO', 11),
        ('KR', 'ko-KR', 9), (NULL, NULL, 9)
    ) AS t (country, language, weight)
),

country_slot AS (
    SELECT row_number() OVER (ORDER BY n, i) - 1 AS slot, country, language
    FROM countries, unnest(range(weight)) AS r (i)
),

people AS (
    SELECT
        r.slot,
        c.country,
        c.language,
        sample_pick(r.slot, 32, 100) AS d,
        sample_pick(r.slot, 33, 100) AS b,
        sample_pick(r.slot, 34, 5) AS v
    FROM range(4096) AS r (slot)
    JOIN country_slot AS c ON c.slot = sample_pick(r.slot, 31, 1000)
),

systems AS (
    SELECT
        *,
        CASE
            WHEN d < 38 THEN 'Android'
            WHEN d < 63 THEN 'iOS'
            WHEN d < 86 THEN 'Windows'
            WHEN d < 96 THEN 'macOS'
            ELSE 'Linux'
        END AS os,
        CASE WHEN d < 58 THEN 'mobile' WHEN d < 63 THEN 'tablet' WHEN d < 99 THEN 'desktop' ELSE 'tv' END AS device
    FROM people
),

browsers AS (
    SELECT
        *,
        CASE
            WHEN os = 'iOS' AND b < 55 THEN 'Mobile Safari'
            WHEN os = 'iOS' AND b < 80 THEN 'Instagram'
            WHEN os = 'iOS' THEN 'YouTube'
            WHEN os = 'Android' AND b < 60 THEN 'Chrome Mobile'
            WHEN os = 'Android' AND b < 78 THEN 'Instagram'
            WHEN os = 'Android' AND b < 92 THEN 'Samsung Internet'
            WHEN os = 'Android' THEN 'Firefox Mobile'
            WHEN os = 'macOS' AND b < 45 THEN 'Safari'
            WHEN b < 72 THEN 'Chrome'
            WHEN b < 88 THEN 'Edge'
            ELSE 'Firefox'
        END AS browser
    FROM systems
),

machines AS (
    SELECT 4096 + slot AS slot, sample_pick(slot, 35, 5) AS v, m.*
    FROM range(1024) AS r (slot)
    JOIN (
        SELECT row_number() OVER () - 1 AS n, * FROM (VALUES
            ('US', 'crawler', 'Googlebot', '2.1'), ('US', 'preview', 'facebookexternalhit', '1.1'),
            ('US', 'preview', 'Slackbot-LinkExpanding', '1.0'),
            ('US', 'crawler', 'bingbot', '2.0'), ('IE', 'preview', 'Twitterbot', '1.0'), ('SG', 'crawler', 'Bytespider', NULL),
            ('DE', 'bot', 'python-requests', '2.31'), ('US', 'bot', 'HeadlessChrome', '119.0'), ('NL', 'bot', 'curl', '8.4'),
            ('US', 'preview', 'TelegramBot', NULL), ('FR', 'crawler', 'AhrefsBot', '7.0'), ('US', 'bot', 'Go-http-client', '1.1'),
            ('IE', 'preview', 'WhatsApp', '2.23'), ('US', 'preview', 'Discordbot', '2.0'), (NULL, 'bot', NULL, NULL),
            ('US', 'crawler', 'GPTBot', '1.2')
        ) AS t (country, agent, browser, version)
    ) AS m ON m.n = sample_pick(r.slot, 36, 16)
)

SELECT
    slot::INTEGER AS slot,
    country,
    language,
    browser,
    (100 + v * 4 + b % 3)::VARCHAR || '.0' AS browser_version,
    os,
    CASE os WHEN 'Windows' THEN ['10', '11'][1 + v % 2] WHEN 'Linux' THEN NULL ELSE (11 + v)::VARCHAR END AS os_version,
    device,
    'human' AS agent
FROM browsers
UNION ALL
SELECT
    slot::INTEGER,
    country,
    NULL,
    -- what the internet sends as a name: one machine tries the reader's terminal, one the reader's spreadsheet
    CASE slot
        WHEN 4099 THEN chr(27) || '[31mscanner' || chr(27) || '[0m'
        WHEN 4103 THEN '=HYPERLINK("http://scanner.example")'
        ELSE browser
    END,
    version,
    NULL,
    NULL,
    CASE WHEN v = 0 THEN 'spider' END,
    agent
FROM machines;
