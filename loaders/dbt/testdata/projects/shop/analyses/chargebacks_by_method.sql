select p.payment_method, count(*) as chargebacks
from {{ source('bank', 'chargebacks') }} as c
inner join {{ ref('stg_payments') }} as p on p.payment_id = c.payment_id
group by 1
