SELECT t.id, u.m FROM (SELECT *, CASE WHEN n = 3 THEN 'bad' ELSE j END AS k FROM {{ ref('q') }}) AS t, unnest(CAST(t.k AS INTEGER[])) AS u(m) WHERE t.n < 3 AND u.m = 2
