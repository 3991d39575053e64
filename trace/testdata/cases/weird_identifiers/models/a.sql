SELECT "C D"."select", "quo""te", "Ünï", w."order"
FROM {{ source('src', 'clicks') }} AS "C D"
JOIN {{ source('src', 'weird table') }} AS w USING ("two words")
WHERE "quo""te" < 6 AND "select" >= 0
