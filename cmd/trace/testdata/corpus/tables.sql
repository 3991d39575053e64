-- What the tables draw from: the same for each row in each run. Their size is that of the fact, getvariable('rows').
CREATE MACRO draw(id, what, below) AS CAST(hash(id, what) % below AS BIGINT);
CREATE MACRO share(id, what) AS hash(id, what) % 1000003 / 1000003;
