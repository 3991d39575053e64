SELECT * FROM (UNPIVOT {{ source('src', 'clicks') }} ON a, b INTO NAME n VALUE v)
