SELECT * FROM (SELECT id, unnest(s), unnest(l) AS n FROM {{ source('src', 'clicks') }}) AS x WHERE n < 3
