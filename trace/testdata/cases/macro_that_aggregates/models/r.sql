SELECT geomean(m) AS g FROM {{ ref('q') }}
