SELECT p.status, count(*) AS parcels, sum(paid.total) AS paid
FROM {{ source('post', 'parcels') }} AS p, LATERAL (SELECT sum(c.claim_ct) AS total, count(*) AS claims FROM {{ source('post', 'claims') }} AS c WHERE c.claimed = p.parcel) AS paid
WHERE paid.claims > 0
    AND p.insured
GROUP BY p.status
