SELECT * FROM (VALUES ('ANN'), ('BOB')) AS t(creator)
