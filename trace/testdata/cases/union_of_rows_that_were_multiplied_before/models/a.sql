SELECT c.id, m.month FROM {{ source('src', 'clicks') }} AS c JOIN {{ source('src', 'months') }} AS m ON m.kind = c.kind
