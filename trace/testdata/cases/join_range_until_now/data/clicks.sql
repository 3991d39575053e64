SELECT * FROM (VALUES
    (1, 'a', TIMESTAMP '2024-01-10'), -- in the last span, which lasts until now
    (2, 'a', TIMESTAMP '2024-01-02'),
    (3, 'a', TIMESTAMP '2023-12-01'), -- before the first one
    (4, 'a', TIMESTAMP '9000-01-01'), -- after now
    (5, 'b', TIMESTAMP '2024-01-10'), -- a name of two keys, each with a span
    (6, 'c', TIMESTAMP '2024-01-10'), -- a key without spans
    (7, 'd', TIMESTAMP '2024-01-10')
) AS t (id, name, ts)
