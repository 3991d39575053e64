SELECT i AS region, 'region ' || i AS region_name, CASE WHEN i % 31 = 30 THEN NULL ELSE CAST(sqrt(i) AS BIGINT) % 14 END AS country_key
FROM range(120) t(i)
