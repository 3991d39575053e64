SELECT * FROM (VALUES (1, TRUE, 'mon'), (2, FALSE, 'wed'), (3, TRUE, NULL)) AS t(id, human, day)
