SELECT claimed, count(*) AS claims, max(claim_ct) AS worst_ct
FROM {{ source('post', 'claims') }}
WHERE reason <> 'late'
GROUP BY claimed
