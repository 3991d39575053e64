-- one line for each country and decade that the archive can show
select distinct
    country_code,
    release_year - release_year % 10 as decade
from {{ ref('int_films__covered') }}
