SELECT 'a' AS slug
