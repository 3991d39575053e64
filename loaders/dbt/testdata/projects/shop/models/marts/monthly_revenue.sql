{#
    Months of a country with too few orders say who bought what, so they are left out.
#}
with

orders as (

    select * from {{ ref('orders') }}

),

customers as (

    select * from {{ ref('stg_customers') }}

),

joined as (

    select
        cast(date_trunc('month', orders.order_date) as date) as order_month,
        customers.country,
        orders.order_id,
        orders.amount

    from orders

    inner join customers
        on customers.customer_id = orders.customer_id

    where orders.status not in ('returned', 'return_pending')
        and orders.amount > 0

),

final as (

    select
        order_month,
        country,
        count(order_id) as number_of_orders,
        sum(amount) as revenue

    from joined

    {{ dbt_utils.group_by(n=2) }}

    having count(order_id) >= {{ var('min_orders') }}

)

select * from final
