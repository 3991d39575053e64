SELECT id FROM {{ source('src', 'clicks') }} TABLESAMPLE 100%
