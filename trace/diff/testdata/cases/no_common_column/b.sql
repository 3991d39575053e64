FROM (VALUES ('a'), ('b'), ('c')) AS t (y)
