SELECT md5(r::VARCHAR) AS h, r.id FROM {{ source('src','root') }} r
