select film_id, award, award_year
from {{ ref('awards_long_lines') }}
where award_year is not null
