SELECT * FROM (VALUES (1, DATE '2024-01-01', DATE '2024-02-01')) AS t(k, begin, finish)
