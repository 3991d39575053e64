SELECT d.person_id, CASE WHEN d.odd = (SELECT min(odd) FROM {{ ref('c') }} WHERE person_id = d.person_id) THEN 1 ELSE 0 END AS is_first, sum(1) AS n
FROM {{ ref('c') }} AS d JOIN {{ source('src', 'people') }} AS p ON p.person_id = d.person_id GROUP BY 1, 2
