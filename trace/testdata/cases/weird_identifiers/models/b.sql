SELECT "select" AS "group by" FROM {{ ref('a') }} WHERE "Ünï" IS NOT NULL AND "order" = 1
