-- Every click with its campaign: from the destination's UTM, else from the creators sheet by slashtag.
-- OneLink destinations carry no UTM; the sheet is their only way to a campaign.
WITH sheet AS (
    SELECT
        slashtag,
        arg_max(campaign_utm_ct, post_date) AS campaign_utm_ct,
        arg_max(platform, post_date) AS platform
    FROM {{ source('rebrandly', 'creators_sheet') }}
    GROUP BY slashtag
),

clicks AS (
    SELECT
        *,
        nullif(split_part(split_part(destination_raw, 'utm_campaign=', 2), '&', 1), '') AS utm_campaign
    FROM {{ ref('rebrandly_prep') }}
)

SELECT
    clicks.*,
    coalesce(clicks.utm_campaign, sheet.campaign_utm_ct) AS campaign_utm_ct,
    coalesce(sheet.platform, 'unknown') AS platform
FROM clicks
LEFT JOIN sheet ON sheet.slashtag = clicks.slashtag
