SELECT *, list_filter(tags, lambda x: x > 1) AS big FROM {{ source('src', 'clicks') }} WHERE list_contains(tags, 5) OR len(list_filter(tags, lambda t: t < 3)) >= 0
