SELECT * FROM (VALUES
	(1, 'BR', '10', 1),
	(2, 'BR', '20', 1),
	(3, 'DE', 'x', 1),
	(4, 'FR', '40', 0),
	(5, 'DE', '50', 1)
) AS t(id, country, amount, paid)
