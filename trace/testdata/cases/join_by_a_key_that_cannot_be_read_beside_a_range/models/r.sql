SELECT q.id FROM (SELECT id, k || 'x' AS k FROM {{ ref('q') }}) AS q SEMI JOIN {{ source('src', 'b') }} AS b ON TRY_CAST(q.k AS INTEGER) = b.k
