# The clicks that count: people, on the first click of their session, on a link with a campaign, once each.
# Links of the site's own domain are generic: no creator owns them.
SELECT
  rebrandly_id,
  DATE(clicked_at) AS click_date,
  campaign_utm_ct,
  platform AS link_platform,
  slashtag,
  country,
  device_name,
  route_id
FROM {{ ref('rebrandly') }}
WHERE agent_type = 'human'
  AND session_first
  AND domain_raw != 'tunefold.example'
  AND campaign_utm_ct IS NOT NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY timestamp, route_id, session_started ORDER BY rebrandly_id) = 1
