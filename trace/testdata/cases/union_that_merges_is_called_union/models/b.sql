SELECT id, s FROM {{ ref('a') }} UNION BY NAME SELECT s, id FROM {{ ref('a') }}
