WITH a AS (SELECT * FROM {{ ref('a') }}), clicks AS (SELECT * FROM a WHERE country = 'BR')
SELECT id FROM clicks
