-- When strategies and iterations were copied from AdSuite.
SELECT make_timestamp_ms(refreshed) AS refreshed_at FROM sample_now
