SELECT * FROM (VALUES (1, 10, TRUE), (2, 20, FALSE), (3, 30, TRUE), (4, 40, TRUE)) AS t(id, n, human)
