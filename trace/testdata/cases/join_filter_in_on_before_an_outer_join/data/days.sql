SELECT * FROM (VALUES ('mon'), ('tue')) AS t(day)
