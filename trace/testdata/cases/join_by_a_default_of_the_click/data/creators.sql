SELECT * FROM (VALUES ('Ann')) AS t(creator)
