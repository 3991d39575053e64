SELECT u, min_by(plan, started) AS first_plan, count(*) AS n FROM {{ source('src', 'clicks') }} GROUP BY u
