SELECT * EXCLUDE (n) REPLACE (upper(slug) AS slug) RENAME (id AS click), n + 1 AS n FROM {{ source('src', 'clicks') }}
