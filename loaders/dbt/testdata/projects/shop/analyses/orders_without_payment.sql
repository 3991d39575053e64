-- which orders nobody has paid
select order_id, customer_id, order_date
from {{ ref('orders') }}
where amount is null
order by order_date
