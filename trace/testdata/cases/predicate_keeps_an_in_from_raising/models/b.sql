SELECT r.id FROM {{ source('src','root') }} r WHERE regexp_matches(k, '^[0-9]+$') AND k::INT IN (SELECT j FROM {{ source('src','l2') }})
