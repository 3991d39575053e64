SELECT * FROM (VALUES (1, '{''a'': 1}'), (2, 'two')) AS t (id, x)
