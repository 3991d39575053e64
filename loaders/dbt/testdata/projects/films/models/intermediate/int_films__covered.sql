select
    film_id,
    title,
    release_year,
    country_code,
    genres,
    minutes
from {{ ref('stg_films') }}
where country_code in (
    select code
    from {{ ref('countries') }}
    where is_covered
)
