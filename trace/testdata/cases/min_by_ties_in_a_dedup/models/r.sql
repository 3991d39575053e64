SELECT arg_max_null(plan, started) AS last_plan FROM {{ source('src', 'clicks') }} WHERE u = 'u'
