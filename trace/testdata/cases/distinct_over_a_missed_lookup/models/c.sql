SELECT max(id) AS id, any_value(team) AS team, slug, creator FROM {{ ref('b') }} GROUP BY slug, creator
