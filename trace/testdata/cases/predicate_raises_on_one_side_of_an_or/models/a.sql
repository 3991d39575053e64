SELECT id, d FROM {{ source('src','root') }} WHERE st IS NOT NULL AND (st = 'draft' OR CAST(d AS DATE) >= '2024-02-01')
