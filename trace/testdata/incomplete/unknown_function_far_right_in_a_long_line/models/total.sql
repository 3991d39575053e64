SELECT name, 0 AS a_constant_0, 1 AS a_constant_1, 2 AS a_constant_2, 3 AS a_constant_3, 4 AS a_constant_4, 5 AS a_constant_5, 6 AS a_constant_6, 7 AS a_constant_7, 8 AS a_constant_8, 9 AS a_constant_9, 10 AS a_constant_10, 11 AS a_constant_11, iff(name = 'Brazil', 1, 2) AS k, count(*) AS orders, 0 AS more_0, 1 AS more_1, 2 AS more_2, 3 AS more_3, 4 AS more_4, 5 AS more_5, 6 AS more_6, 7 AS more_7, 8 AS more_8, 9 AS more_9, 10 AS more_10, 11 AS more_11
FROM {{ ref('named') }}
GROUP BY ALL
