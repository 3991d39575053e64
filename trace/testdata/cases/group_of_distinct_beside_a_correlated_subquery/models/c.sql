SELECT DISTINCT v.person_id, (SELECT name FROM {{ source('src', 'people') }} AS q WHERE q.person_id = v.person_id) AS name, v.visit_id % 2 AS odd FROM {{ source('src', 'clicks') }} AS v
