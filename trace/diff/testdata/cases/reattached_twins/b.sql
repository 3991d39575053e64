FROM (VALUES ('10:00', 'r1', 'summer'), ('10:00', 'r2', 'spring'), ('10:05', 'r3', NULL)) AS t (seen, route, campaign)
