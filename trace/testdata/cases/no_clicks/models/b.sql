SELECT count(*) AS n FROM {{ ref('a') }}
