SELECT 7 AS id, 'n' AS nm
