-- Fuel surcharges, each from a day up to, not including, another; a few days have none.
SELECT i AS surcharge, i * 30 AS from_day, i * 30 + 30 - CASE WHEN i % 9 = 4 THEN 6 ELSE 0 END AS to_day, 1 + draw(i, 'fuel', 14) AS percent
FROM range(74) t(i)
