{{ config(materialized='table', alias='genre_years') }}

select
    genre,
    release_year - release_year % 10 as decade,
    count(distinct film_id) as films
from {{ ref('int_film_genres') }}
group by genre, release_year - release_year % 10
having count(distinct film_id) > 1
