-- The clicks in the order of their arrival.
SELECT
    click_id,
    CASE WHEN lane <> 'unset' THEN campaign END AS campaign_id,
    make_timestamp_ms(ms) AS timestamp
FROM sample_click
WHERE arrival < (SELECT ended FROM sample_now)
ORDER BY sample_click.rowid
