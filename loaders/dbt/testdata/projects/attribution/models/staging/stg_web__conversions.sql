with source as (

    select * from {{ source('web', 'conversions') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by conversion_id
            order by loaded_at desc
        ) as version_from_last
    from source

),

final as (

    select
        conversion_id,
        visitor_id,
        cast(converted_at as {{ dbt.type_timestamp() }}) as converted_at,
        cast(revenue as decimal(12, 2)) as revenue
    from ranked
    where version_from_last = 1
        and revenue > 0

)

select * from final
