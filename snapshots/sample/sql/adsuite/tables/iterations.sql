-- The iterations of AdSuite, as they were mirrored.
SELECT
    iteration AS iteration_id,
    500 + offer AS strategy_id,
    make_timestamp_ms(CASE day WHEN 1 THEN created_1 ELSE created_2 END) AS created_at
FROM sample_iteration, sample_now
WHERE seen <= day
ORDER BY iteration
