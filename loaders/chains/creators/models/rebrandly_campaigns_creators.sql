-- The creators dimension: which creator made which campaign, on which platform.
SELECT DISTINCT
    campaign_utm_ct,
    trim(creator) AS creator,
    lower(trim(platform)) AS platform
FROM {{ source('rebrandly', 'creators_sheet') }}
WHERE campaign_utm_ct IS NOT NULL
