with ratings as (

    select * from {{ ref('stg_ratings') }}

),

films as (

    select * from {{ ref('int_films__covered') }}

),

rated as (

    select
        film_id,
        avg(rating) as score,
        count(*) as votes
    from ratings
    group by film_id
    having count(*) >= 2

)

select
    films.film_id,
    films.title,
    rated.score,
    rated.votes
from rated
join films on films.film_id = rated.film_id
order by rated.score desc, films.film_id
limit {{ var('top', 10) }}
