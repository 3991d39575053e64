SELECT 1 AS "select", 'a' AS "two words", 5 AS "quo""te", 7 AS "Ünï" UNION ALL SELECT 2, 'b', 6, NULL
