SELECT * FROM (VALUES (10, 'Ada'), (11, 'Bo')) AS t(person_id, name)
