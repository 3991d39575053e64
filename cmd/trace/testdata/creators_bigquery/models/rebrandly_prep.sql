# One row per click event that Rebrandly sent, flattened.
# rebrandly_id is positional: rows with equal timestamps may swap ids from build to build.
SELECT
  ROW_NUMBER() OVER (ORDER BY timestamp) AS rebrandly_id,
  timestamp,
  CAST(timestamp AS TIMESTAMP) AS clicked_at,
  client.language AS client_language,
  client.location.country AS country,
  client.agent.type AS agent_type,
  client.agent.browser.name AS browser_name,
  client.agent.browser.version AS browser_version,
  client.agent.os.name AS os_name,
  client.agent.os.version AS os_version,
  client.agent.device.name AS device_name,
  client.session.started AS session_started,
  client.session.first AS session_first,
  referral.hostname AS referral_hostname,
  referral.protocol AS referral_protocol,
  referral.origin.type AS referral_type,
  referral.origin.name AS referral_name,
  route.id AS route_id,
  route.slashtag AS slashtag,
  route.creator.id AS route_creator_id,
  route.creator.workspace.id AS workspace_id,
  route.domain.raw AS domain_raw,
  route.destination.raw AS destination_raw
FROM `tunefold-dwh.rebrandly.rebrandly_raw`
WHERE SAFE_CAST(timestamp AS TIMESTAMP) IS NOT NULL
