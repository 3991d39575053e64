SELECT i AS id, 'a' || i AS x, 'b' || i AS y FROM range(1000) AS t (i)
