select film_id, reviewer, review
from {{ ref('reviews_latin1') }}
where review is not null
