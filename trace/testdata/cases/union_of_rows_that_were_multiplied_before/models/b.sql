SELECT id, month FROM {{ ref('a') }} UNION ALL SELECT id, month FROM {{ source('src', 'extra') }}
