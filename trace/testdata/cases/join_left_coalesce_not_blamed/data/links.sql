SELECT * FROM (VALUES ('a', 'BR')) AS t(slug, country)
