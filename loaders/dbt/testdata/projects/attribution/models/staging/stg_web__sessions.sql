with source as (

    select * from {{ source('web', 'sessions') }}

),

renamed as (

    select
        {{ dbt_utils.generate_surrogate_key(['visitor_id', 'session_id']) }} as session_key,
        session_id,
        visitor_id,
        cast(started_at as {{ dbt.type_timestamp() }}) as started_at,
        {{ clean_text('utm_source', default="'(direct)'") }} as utm_source,
        {{ clean_text('utm_medium') }} as utm_medium,
        {{ clean_text('utm_campaign') }} as utm_campaign,
        landing_page

    from source
    where visitor_id is not null
        and not is_internal

)

select * from renamed
