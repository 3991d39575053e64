SELECT 'a' AS k
