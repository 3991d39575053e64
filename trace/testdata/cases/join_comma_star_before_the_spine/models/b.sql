SELECT * FROM (SELECT * FROM {{ ref('a') }}) AS t(link, day, number, slug, day_of_click) WHERE link = slug AND day = day_of_click AND number = 1
