SELECT c.id, l.n FROM {{ source('src', 'clicks') }} AS c JOIN {{ source('src', 'links') }} AS l USING (slug) WHERE l.n < 3
