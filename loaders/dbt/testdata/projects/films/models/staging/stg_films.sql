with source as (

    select * from {{ ref('films_export') }}

),

cleaned as (

    select
        film_id,
        trim(title) as title,
        release_year,
        country_code,
        {{ split_list('genres') }} as genres,
        minutes,
        synopsis
    from source

),

final as (

    select * from cleaned
    where release_year is not null
        and minutes >= 40

)

select * from final
