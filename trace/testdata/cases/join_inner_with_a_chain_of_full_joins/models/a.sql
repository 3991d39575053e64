SELECT c.id, m.v, u.v AS w, s.v AS x
FROM {{ source('src', 'clicks') }} AS c
JOIN ({{ source('src', 'mrr') }} AS m FULL JOIN {{ source('src', 'usage') }} AS u USING (acct) FULL JOIN {{ source('src', 'seats') }} AS s USING (acct)) ON acct = c.slug
WHERE w IS NULL OR w > 1
