SELECT DISTINCT h FROM {{ ref('a') }}
