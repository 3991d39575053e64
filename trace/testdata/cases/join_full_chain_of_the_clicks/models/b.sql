SELECT id FROM {{ ref('a') }} WHERE acct <> 'b'
