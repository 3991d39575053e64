SELECT * FROM (VALUES ('BR')) AS t(country)
