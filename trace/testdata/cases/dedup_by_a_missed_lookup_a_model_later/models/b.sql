WITH numbered AS (SELECT *, row_number() OVER (PARTITION BY slug, creator ORDER BY id) AS copy, rank() OVER (PARTITION BY coalesce(creator, 'nobody') ORDER BY id) AS place FROM {{ ref('a') }})
SELECT id, slug, creator, place FROM numbered WHERE copy = 1
