# What Tableau shows as "Posts YT": clicks by month and creator, YouTube posts only.
SELECT
  DATE_TRUNC(click_date, MONTH) AS month,
  creator,
  SUM(clicks) AS clicks
FROM {{ ref('campaigns_funnel_creators') }}
WHERE platform = 'youtube'
GROUP BY month, creator
