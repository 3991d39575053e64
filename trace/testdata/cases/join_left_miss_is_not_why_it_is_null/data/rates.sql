SELECT 'EUR' AS cur, 1.5 AS rate
