with

source as (

    select * from {{ ref('raw_customers') }}

),

renamed as (

    select
        id as customer_id,
        first_name,
        last_name,
        lower(email) as email,
        country,
        created_at

    from source
    -- accounts of the staff
    where email not like '%@staff.example'

)

select * from renamed
