SELECT root.id FROM {{ source('src','root') }} root LEFT JOIN {{ source('src','client') }} client ON client.id = root.cid WHERE root.client.id IS NOT NULL
