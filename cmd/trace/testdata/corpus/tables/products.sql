SELECT i AS product, ['letter', 'parcel', 'pallet', 'express', 'return'][1 + CAST(5 * pow(share(i, 'family'), 2) AS INTEGER) % 5] AS family,
    'product ' || i || CASE WHEN i % 7 = 0 THEN ' with tracking' ELSE '' END AS product_name,
    CASE WHEN i % 40 = 3 THEN NULL ELSE 1 + draw(i, 'class', 9) END AS size_class,
    200 + draw(i, 'list', 4000) AS list_ct
FROM range(8000) t(i)
