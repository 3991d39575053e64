select
    film_id,
    title,
    release_year,
    unnest(genres) as genre
from {{ ref('int_films__covered') }}
