SELECT r.id, r.amount * coalesce(x.rate, 1) AS eur FROM {{ source('src','root') }} r LEFT JOIN {{ source('src','rates') }} x ON x.cur = r.cur
