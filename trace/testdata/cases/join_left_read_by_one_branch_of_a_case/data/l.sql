SELECT 'a' AS k, 7 AS v
