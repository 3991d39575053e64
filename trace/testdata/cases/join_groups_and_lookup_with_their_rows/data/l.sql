SELECT * FROM (VALUES ('a','A')) t(u,w)
