SELECT * FROM (VALUES (2001, 'Anno'), (2002, 'Bis')) AS t(year, title)
