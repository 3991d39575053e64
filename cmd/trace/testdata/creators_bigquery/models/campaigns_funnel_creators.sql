# The funnel of the creators program: campaigns whose tag starts with ct-, with their creator.
WITH creators_only AS (
  SELECT *
  FROM {{ ref('campaigns_funnel') }}
  WHERE STARTS_WITH(campaign_utm_ct, 'ct-')
)

SELECT
  creators_only.*,
  creators.creator,
  creators.platform
FROM creators_only
JOIN {{ ref('rebrandly_campaigns_creators') }} AS creators
  ON creators.campaign_utm_ct = creators_only.campaign_utm_ct
