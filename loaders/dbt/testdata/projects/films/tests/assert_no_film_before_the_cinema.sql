select film_id, release_year from {{ ref('stg_films') }} where release_year < 1888
