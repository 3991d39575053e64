# The creators dimension: which creator made which campaign, on which platform.
SELECT DISTINCT
  campaign_utm_ct,
  TRIM(creator) AS creator,
  LOWER(TRIM(platform)) AS platform
FROM `tunefold-dwh.rebrandly.creators_sheet`
WHERE campaign_utm_ct IS NOT NULL
