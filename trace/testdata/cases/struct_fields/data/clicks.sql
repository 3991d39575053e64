SELECT * FROM (VALUES
  (1, {'agent': {'type': 'human', 'os': 'iOS'}}),
  (2, {'agent': {'type': 'bot', 'os': NULL}}),
  (3, {'agent': {'type': NULL, 'os': 'iOS'}}),
  (4, {'agent': NULL}),
  (5, NULL)) AS t(id, client)
