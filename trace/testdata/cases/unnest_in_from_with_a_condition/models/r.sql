SELECT q.id, l.letter, string_split(q.tag, 'x') AS rest FROM {{ ref('q') }} AS q CROSS JOIN LATERAL (SELECT unnest(list_filter(q.tags, t -> t = 'x' AND q.tag = 'y')) AS letter) AS l
