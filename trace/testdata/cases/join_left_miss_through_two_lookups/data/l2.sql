SELECT 1 AS j, 'x' AS v
