-- The creators sheet after the week, see 1_sheet.sql.
SELECT slashtag, creator, platform, campaign_utm_ct, post_date
FROM sample_week_sheet
ORDER BY rowid
