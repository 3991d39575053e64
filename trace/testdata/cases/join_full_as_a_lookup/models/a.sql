WITH t AS (SELECT acct, count(*) AS tickets FROM {{ source('src', 'clicks') }} GROUP BY 1)
SELECT coalesce(m.acct, u.acct, t.acct) AS acct, m.mrr, u.n, t.tickets
FROM {{ source('src', 'mrr') }} AS m
FULL OUTER JOIN {{ source('src', 'usage') }} AS u ON u.acct = m.acct
LEFT JOIN t ON t.acct = coalesce(m.acct, u.acct)
