SELECT * FROM (VALUES ('BR', 'Brazil'), ('DE', 'Germany')) AS t(code, name)
