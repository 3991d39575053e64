SELECT day FROM (SELECT day, min(w) AS w FROM (SELECT a.day, t.w FROM {{ ref('a') }} AS a LEFT JOIN {{ source('src', 'teams') }} AS t ON t.day = a.day) GROUP BY day) WHERE w = 3
