select id, amount from {{ ref('raw') }} where amount is not null
