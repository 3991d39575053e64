SELECT * FROM {{ ref('k') }} WHERE first_at = 2 AND last_of_all = 5
