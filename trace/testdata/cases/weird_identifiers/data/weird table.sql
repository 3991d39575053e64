SELECT 'a' AS "two words", 1 AS "order"
