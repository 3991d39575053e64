FROM (VALUES ('10:00', 'r1', 'spring'), ('10:00', 'r2', 'summer'), ('10:05', 'r3', NULL)) AS t (seen, route, campaign)
