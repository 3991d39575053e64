SELECT *, row_number() OVER (PARTITION BY u ORDER BY id) AS n FROM {{ ref('x') }}
