SELECT v.person_id, (SELECT count(*) FROM {{ source('src', 'clicks') }} AS w WHERE w.person_id = v.person_id) AS n FROM {{ source('src', 'clicks') }} AS v GROUP BY v.person_id
