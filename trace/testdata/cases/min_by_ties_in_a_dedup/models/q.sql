SELECT u, arg_max(plan, -started) AS first_plan, arg_max(id, -started) AS id FROM {{ source('src', 'clicks') }} GROUP BY u
