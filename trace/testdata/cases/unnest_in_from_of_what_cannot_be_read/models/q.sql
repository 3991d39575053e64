SELECT id, u.n FROM {{ source('src', 'clicks') }} AS t CROSS JOIN unnest(TRY_CAST(t.j AS INTEGER[])) AS u(n)
