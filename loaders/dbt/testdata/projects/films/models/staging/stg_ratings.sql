-- the same form was sent twice by some visitors
select distinct
    film_id,
    visitor,
    rating,
    rated_on
from {{ ref('ratings_export') }}
where rating between 1 and 10
