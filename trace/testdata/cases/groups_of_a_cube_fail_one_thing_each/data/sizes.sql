SELECT 1 AS n, 'one' AS word
