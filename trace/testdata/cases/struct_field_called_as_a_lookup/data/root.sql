SELECT * FROM (VALUES (1, 7, {'id': 10, 'ag': 'x'}), (2, 9, {'id': NULL, 'ag': 'y'}), (3, 9, {'id': 5, 'ag': NULL})) t(id, cid, client)
