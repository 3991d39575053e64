SELECT id FROM {{ ref('a') }} WHERE later AND "day" < current_date
