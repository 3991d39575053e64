SELECT c.id FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'bots') }} AS b ON b.slug = c.slug WHERE b.slug IS NULL
