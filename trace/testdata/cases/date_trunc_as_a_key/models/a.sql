SELECT r.id, x.tgt FROM {{ source('src','root') }} r JOIN {{ source('src','targets') }} x ON date_trunc('month', r.ts) = x.mon
