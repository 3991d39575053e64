{{ config(enabled=false) }}

select film_id, title, synopsis
from {{ ref('stg_films') }}
where synopsis is not null
