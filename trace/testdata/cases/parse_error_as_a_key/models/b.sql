SELECT a.id FROM {{ ref('a') }} a JOIN {{ source('src','l') }} l ON l.k = a.ki
