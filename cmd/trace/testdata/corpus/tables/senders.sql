SELECT i AS sender, ['private', 'shop', 'marketplace', 'industry'][1 + draw(i, 'segment', 4)] AS segment,
    CASE WHEN draw(i, 'region', 20) = 0 THEN NULL ELSE draw(i, 'home', 118) END AS home_region,
    CAST(DATE '2015-01-01' + CAST(draw(i, 'since', 3650) AS INTEGER) AS DATE) AS customer_since,
    CASE WHEN draw(i, 'mail', 6) = 0 THEN NULL ELSE 'sender' || i || '@' || ['mail', 'post', 'web'][1 + i % 3] || '.example' END AS email
FROM range(CAST(ceil(getvariable('rows') / 15) AS BIGINT)) t(i)
