SELECT n FROM {{ ref('b') }} QUALIFY row_number() OVER (ORDER BY n) = 1
