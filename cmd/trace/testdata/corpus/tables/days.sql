SELECT i AS day, CAST(DATE '2020-01-01' + CAST(i AS INTEGER) AS DATE) AS date, year(DATE '2020-01-01' + CAST(i AS INTEGER)) AS year,
    month(DATE '2020-01-01' + CAST(i AS INTEGER)) AS month, dayofweek(DATE '2020-01-01' + CAST(i AS INTEGER)) AS weekday,
    draw(i, 'holiday', 37) = 0 AS holiday
FROM range(2192) t(i)
