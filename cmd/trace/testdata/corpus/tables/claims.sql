SELECT i AS claim, CAST(getvariable('rows') * pow(share(i, 'parcel'), 1.3) AS BIGINT) AS claimed,
    ['lost', 'damaged', 'late', 'wrong address'][1 + draw(i, 'what', 4)] AS reason,
    CASE WHEN draw(i, 'amount', 9) = 0 THEN NULL ELSE 100 + draw(i, 'paid', 20000) END AS claim_ct,
    draw(i, 'opened', 2192) AS opened_day, 1 + draw(i, 'clerk', 40) AS clerk
FROM range(CAST(ceil(getvariable('rows') / 10) AS BIGINT)) t(i)
