{{ config(materialized='table', tags=['weekly', 'charts']) }}

with weekly as (

    select
        {{ dbt.date_trunc('week', 'played_at') }} as week,
        artist_name,
        count(*) as plays,
        count(distinct listener_id) as listeners
    from {{ ref('fct_plays') }}
    group by 1, 2

)

select *
from weekly
qualify row_number() over (partition by week order by plays desc, artist_name) <= 2
