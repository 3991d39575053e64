SELECT DISTINCT team, 7 AS n FROM {{ ref('c') }}
