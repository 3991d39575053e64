SELECT DISTINCT ON (session) id, session FROM {{ source('src', 'clicks') }} ORDER BY session, ts
