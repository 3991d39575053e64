SELECT c.id FROM {{ ref('a') }} AS c ANTI JOIN {{ source('src', 'bots') }} AS b USING (ip)
