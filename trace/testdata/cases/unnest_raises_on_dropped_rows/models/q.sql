SELECT id, ok, j, unnest(CAST(j AS INTEGER[])) AS n FROM {{ source('src', 'clicks') }} WHERE ok = 1
