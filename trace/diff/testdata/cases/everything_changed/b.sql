SELECT i AS id, 'c' || i AS x, 'b' || i AS y FROM range(1000) AS t (i)
