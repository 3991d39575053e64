SELECT count(*) AS creators, sum(n) AS n FROM {{ ref('b') }}
