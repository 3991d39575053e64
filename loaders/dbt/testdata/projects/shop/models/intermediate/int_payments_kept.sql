{{
    config(
        materialized = 'ephemeral',
        tags = ['finance']
    )
}}

select
    payment_id,
    order_id,
    payment_method,
    amount

from {{ ref('stg_payments') }}

-- what was paid back is nobody's revenue
where state != 'refunded'
