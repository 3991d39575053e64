with

source as (

    {#- a seed in place of the payment provider's tables -#}
    select * from {{ ref('raw_payments') }}

),

renamed as (

    select
        id as payment_id,
        order_id,
        payment_method,
        state,
        {{ cents_to_units('amount') }} as amount

    from source

),

successful as (

    select * from renamed
    where state in ('success', 'refunded')

)

select * from successful
