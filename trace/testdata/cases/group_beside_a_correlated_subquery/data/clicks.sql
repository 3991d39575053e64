SELECT * FROM (VALUES (1, 10, 1), (2, 10, 2), (3, 11, 3), (4, 99, 4), (5, NULL, 5)) AS t(visit_id, person_id, seen_at)
