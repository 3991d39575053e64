-- Which products are part of which offer: many to many.
SELECT i AS offer, draw(60 * i + j, 'product', 8000) AS offered, ['spring', 'summer', 'black friday', 'loyalty'][1 + i % 4] AS season,
    draw(i, 'from', 1900) AS first_day, draw(i, 'from', 1900) + 20 + draw(i, 'length', 200) AS last_day, 5 * (1 + draw(i, 'percent', 6)) AS percent
FROM range(400) t(i), range(1 + draw(i, 'many', 60)) u(j)
