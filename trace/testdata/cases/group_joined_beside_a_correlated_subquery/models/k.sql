SELECT v.person_id, count(*) AS visits, 1 + (SELECT min(w.seen_at) FROM {{ source('src', 'clicks') }} AS w WHERE w.person_id = v.person_id) AS first_at,
  (SELECT max(seen_at) FROM {{ source('src', 'clicks') }}) AS last_of_all
FROM {{ source('src', 'clicks') }} AS v LEFT JOIN {{ source('src', 'people') }} AS p ON p.person_id = v.person_id
GROUP BY v.person_id
HAVING EXISTS (SELECT 1 FROM {{ source('src', 'people') }} AS x WHERE x.person_id = v.person_id) AND count(*) IN (SELECT 2 UNION ALL SELECT 3)
