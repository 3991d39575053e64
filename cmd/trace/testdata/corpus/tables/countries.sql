SELECT i AS country, chr(CAST(65 + i AS INTEGER)) || chr(CAST(75 + i % 9 AS INTEGER)) AS iso,
    CASE WHEN i % 4 = 0 THEN 'domestic' WHEN i % 4 = 3 THEN 'overseas' ELSE 'union' END AS zone
FROM range(14) t(i)
