-- today is a column here, and no question for the time
WITH clock AS (SELECT current_date AS today)
SELECT a.id, current_date FROM {{ ref('a') }} AS a, clock WHERE a.ts < clock.today AND current_date > DATE '2020-01-01'
