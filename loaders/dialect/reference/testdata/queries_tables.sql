t AS (SELECT * FROM UNNEST([STRUCT(1 AS id, 'a' AS k, 10 AS v, 1.5 AS f, TRUE AS b, DATE '2024-01-05' AS d, [1,2,3] AS arr, [STRUCT('x' AS key, 5 AS n), STRUCT('y' AS key, 7 AS n)] AS ps),
 (2,'b',20,2.25,FALSE,DATE '2024-02-29',[4],[STRUCT('x' AS key, 6 AS n)]),(3,'a',NULL,NULL,NULL,NULL,[],[]),(4,NULL,5,-0.5,TRUE,DATE '2023-12-31',[2,2],[STRUCT('z' AS key, NULL AS n)]),
 (5,'c',20,0.0,FALSE,DATE '2024-01-31',[9,1],[STRUCT('y' AS key, 1 AS n),STRUCT('x' AS key, 2 AS n)]),(6,'B',-3,4.75,TRUE,DATE '2024-01-05',[1],[STRUCT('x' AS key, 3 AS n)])])),
u AS (SELECT * FROM UNNEST([STRUCT('a' AS k, 100 AS w, 1 AS tid),('b',200,2),('b',250,5),(NULL,300,4),('d',400,NULL)]))
