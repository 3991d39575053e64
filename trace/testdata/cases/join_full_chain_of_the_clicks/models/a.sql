SELECT coalesce(c.slug, m.acct, u.acct) AS acct, c.id
FROM {{ source('src', 'clicks') }} AS c
FULL JOIN {{ source('src', 'mrr') }} AS m ON m.acct = c.slug
FULL JOIN {{ source('src', 'usage') }} AS u ON u.acct = coalesce(c.slug, m.acct)
