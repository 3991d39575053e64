SELECT c.id FROM {{ source('src', 'clicks') }} AS c JOIN {{ source('src', 'links') }} AS l USING (slug) WHERE c.id > 0
