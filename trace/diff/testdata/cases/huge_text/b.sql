SELECT 1 AS id, repeat('x', 3000000) || 'b' AS t
