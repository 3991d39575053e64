-- The fact. Senders and products are skewed, some keys lead nowhere, some are NULL.
SELECT i AS parcel,
    draw(i, 'day', 2192) AS sent_day,
    CASE WHEN draw(i, 'no sender', 33) = 0 THEN NULL
        ELSE CAST(getvariable('rows') / 14.7 * pow(share(i, 'sender'), 2.5) AS BIGINT) END AS sender_key,
    CAST(8100 * pow(share(i, 'product'), 3) AS BIGINT) AS product_key,
    CASE WHEN draw(i, 'no depot', 200) = 0 THEN NULL ELSE draw(i, 'from', 900) END AS from_depot,
    CAST(900 * pow(share(i, 'to'), 1.5) AS BIGINT) AS to_depot,
    CASE WHEN draw(i, 'lost', 12) = 0 THEN NULL ELSE draw(i, 'day', 2192) + 1 + draw(i, 'took', 9) END AS delivered_day,
    CAST(20 + 30000 * pow(share(i, 'weight'), 4) AS INTEGER) AS weight_g,
    CAST(250 + draw(i, 'price', 3000) AS INTEGER) AS price_ct,
    CASE WHEN draw(i, 'status', 100) < 82 THEN 'delivered' WHEN draw(i, 'status', 100) < 90 THEN 'under way' WHEN draw(i, 'status', 100) < 95 THEN 'returned'
        WHEN draw(i, 'status', 100) < 98 THEN 'lost' ELSE NULL END AS status,
    CASE WHEN draw(i, 'note', 5) < 3 THEN NULL ELSE ['leave with neighbour ', 'fragile ', 'ring twice ', ''][1 + draw(i, 'words', 4)] || 'no. ' || draw(i, 'no', 5000) END AS note,
    CASE WHEN draw(i, 'insured', 10) = 0 THEN NULL ELSE draw(i, 'insured', 3) = 0 END AS insured
FROM range(CAST(getvariable('rows') AS BIGINT)) t(i)
