SELECT * FROM (VALUES ('Ann'), ('Bob'), ('ANN')) AS t(name)
