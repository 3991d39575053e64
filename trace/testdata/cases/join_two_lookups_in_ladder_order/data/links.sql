SELECT * FROM (VALUES ('a', 10), ('b', 20)) AS t(slug, creator_id)
