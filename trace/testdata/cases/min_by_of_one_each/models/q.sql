SELECT max_by(plan, started) AS last_plan, arg_min(plan, started) FILTER (id <> 2 AND u = 'u') AS first_plan, arg_max_null(plan, id) AS any_plan, count(*) AS n
FROM {{ source('src', 'clicks') }}
