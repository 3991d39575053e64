-- Clicks by day, campaign and country.
SELECT
    click_date,
    campaign_utm_ct,
    country,
    COUNT(*) AS clicks
FROM {{ ref('campaigns_funnel_clicks') }}
GROUP BY click_date, campaign_utm_ct, country
