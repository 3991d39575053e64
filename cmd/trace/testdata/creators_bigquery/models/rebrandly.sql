# Every click with its campaign: from the destination's UTM, else from the creators sheet by slashtag.
# OneLink destinations carry no UTM; the sheet is their only way to a campaign.
WITH sheet AS (
  SELECT
    slashtag,
    ARRAY_AGG(IF(post_date IS NULL, NULL, campaign_utm_ct) IGNORE NULLS ORDER BY post_date DESC LIMIT 1)[SAFE_OFFSET(0)] AS campaign_utm_ct,
    ARRAY_AGG(IF(post_date IS NULL, NULL, platform) IGNORE NULLS ORDER BY post_date DESC LIMIT 1)[SAFE_OFFSET(0)] AS platform
  FROM `tunefold-dwh`.rebrandly.creators_sheet
  GROUP BY 1
),

clicks AS (
  SELECT
    *,
    NULLIF(REGEXP_EXTRACT(destination_raw, r'utm_campaign=([^&]*)'), "") AS utm_campaign
  FROM {{ ref('rebrandly_prep') }}
)

SELECT
  clicks.*,
  IFNULL(clicks.utm_campaign, sheet.campaign_utm_ct) AS campaign_utm_ct,
  IFNULL(sheet.platform, 'unknown') AS platform
FROM clicks
LEFT JOIN sheet USING (slashtag)
