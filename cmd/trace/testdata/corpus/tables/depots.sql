SELECT i AS depot, CASE WHEN i % 50 = 7 THEN NULL ELSE draw(i, 'depot', 118) END AS region_key,
    ['hub', 'town', 'shop', 'locker'][1 + draw(i, 'kind', 4)] AS depot_kind,
    50 + draw(i, 'capacity', 5000) AS capacity
FROM range(900) t(i)
