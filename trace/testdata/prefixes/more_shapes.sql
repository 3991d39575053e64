-- chain in of rows with nulls
-- model m
SELECT id FROM src.root WHERE (k, a) IN (SELECT k3, v3 FROM src.l3)
-- left
join_miss filter null_predicate | SELECT id FROM src.root WHERE (k, a) IN (SELECT k3, v3 FROM src.l3)
-- chain subquery in on
-- model m
SELECT id FROM src.root r JOIN src.l3 ON k3 = (SELECT min(v2) FROM src.l2 WHERE k2 = r.a) WHERE n3 <> 'two'
-- left
join_miss | SELECT id FROM src.root r JOIN src.l3 ON k3 = (SELECT min(v2) FROM src.l2 WHERE k2 = r.a)
filter | SELECT id FROM src.root r JOIN src.l3 ON k3 = (SELECT min(v2) FROM src.l2 WHERE k2 = r.a) WHERE n3 <> 'two'
-- chain window over a missed lookup
-- model m
SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k QUALIFY row_number() OVER (PARTITION BY n3 ORDER BY id) = 1
-- left
dedup join_miss | SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k QUALIFY row_number() OVER (PARTITION BY n3 ORDER BY id) = 1
-- chain window order by missed lookup
-- model m
SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k QUALIFY row_number() OVER (PARTITION BY r.s ORDER BY v3 DESC NULLS LAST, id) = 1
-- left
dedup | SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k QUALIFY row_number() OVER (PARTITION BY r.s ORDER BY v3 DESC NULLS LAST, id) = 1
-- chain window after fan out
-- model m
SELECT id, v1 FROM src.root r LEFT JOIN src.l1 ON k1 = r.k QUALIFY row_number() OVER (PARTITION BY r.id ORDER BY v1 DESC NULLS LAST) = 1 AND v1 > 10
-- left
join_miss filter null_predicate | SELECT id FROM src.root r WHERE (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10
-- chain exists of a join
-- model m
SELECT id FROM src.root r WHERE EXISTS (SELECT 1 FROM src.l1, src.l2 WHERE k1 = r.k AND k2 = v1 AND v2 >= r.b)
-- left
join_miss filter | SELECT id FROM src.root r WHERE EXISTS (SELECT 1 FROM src.l1, src.l2 WHERE k1 = r.k AND k2 = v1 AND v2 >= r.b)
-- chain having with a subquery on a group of a missed lookup
-- model m
SELECT n3, count(*) AS n FROM src.root r LEFT JOIN src.l3 ON k3 = r.k GROUP BY n3 HAVING n3 IN (SELECT n3 FROM src.l3 WHERE k3 > 0)
-- left
join_miss having null_predicate | SELECT id FROM src.root r JOIN src.l3 ON k3 = r.k WHERE n3 IN (SELECT n3 FROM src.l3 WHERE k3 > 0)
-- chain rollup then a filter a model later
-- model m1
SELECT k, s, count(*) AS n FROM src.root GROUP BY ROLLUP (k, s)
-- model m2
SELECT * FROM ref.m1 WHERE k IS NOT NULL AND s IS NOT NULL AND n > 1
-- left
missing_value | SELECT id FROM src.root WHERE k IS NOT NULL
missing_value | SELECT id FROM src.root WHERE k IS NOT NULL AND s IS NOT NULL
filter | SELECT id FROM src.root r WHERE (SELECT count(*) FROM src.root q WHERE q.k = r.k AND q.s = r.s) > 1
-- chain limit in a branch
-- model m
(SELECT id, k FROM src.root WHERE s = 'x' ORDER BY id LIMIT 2) UNION ALL (SELECT id, k FROM src.root WHERE s = 'y')
-- left
filter null_predicate | SELECT id FROM src.root WHERE s IN ('x', 'y')
limit | (SELECT id FROM src.root WHERE s = 'x' ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM src.root WHERE s = 'y')
-- chain union by name
-- model m
SELECT id, k AS p FROM src.root WHERE s = 'x' UNION ALL BY NAME SELECT id, a AS q FROM src.root WHERE s = 'y' AND a > 1
-- left
filter null_predicate | SELECT id FROM src.root WHERE s = 'x' OR s = 'y'
filter | SELECT id FROM src.root WHERE s = 'x' OR s = 'y' AND a > 1
-- chain union inside a subquery joined
-- model m
SELECT u.id FROM (SELECT id, k FROM src.root WHERE s = 'x' UNION ALL SELECT id, a FROM src.root WHERE s = 'y') u JOIN src.l3 ON k3 = u.k
-- left
filter null_predicate | SELECT id FROM src.root WHERE s IN ('x', 'y')
join_miss | SELECT u.id FROM (SELECT id, k FROM src.root WHERE s = 'x' UNION ALL SELECT id, a FROM src.root WHERE s = 'y') u JOIN src.l3 ON k3 = u.k
-- chain grouped branches
-- model m
SELECT k, count(*) AS n FROM src.root WHERE s = 'x' GROUP BY k HAVING count(*) > 1 UNION ALL SELECT k, count(*) FROM src.root WHERE s = 'y' GROUP BY k
-- left
filter null_predicate | SELECT id FROM src.root WHERE s IN ('x', 'y')
having | SELECT id FROM src.root r WHERE s = 'y' OR s = 'x' AND (SELECT count(*) FROM src.root q WHERE q.s = 'x' AND q.k IS NOT DISTINCT FROM r.k) > 1
-- chain left join where is null is a filter
-- model m
SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k WHERE k3 IS NULL AND r.b > 1
-- left
filter | SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k WHERE k3 IS NULL
filter null_predicate | SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k WHERE k3 IS NULL AND r.b > 1
-- chain full join both nulls
-- model m
SELECT id FROM src.root r FULL JOIN src.l3 ON k3 = r.k AND r.a > 0 WHERE k3 IS NULL OR r.id IS NOT NULL AND v3 > 0
-- left
filter join_miss null_predicate | SELECT id FROM src.root r FULL JOIN src.l3 ON k3 = r.k AND r.a > 0 WHERE k3 IS NULL OR r.id IS NOT NULL AND v3 > 0
-- chain star exclude and replace over a join
-- model m1
SELECT * EXCLUDE (l, st, m) REPLACE (coalesce(k, -1) AS k) FROM src.root r JOIN src.l3 ON k3 = r.k
-- model m2
SELECT id FROM ref.m1 WHERE k > 1
-- left
join_miss | SELECT id FROM src.root JOIN src.l3 ON k3 = k
filter | SELECT id FROM src.root JOIN src.l3 ON k3 = k WHERE k > 1
-- chain columns expression
-- model m
SELECT id, COLUMNS('^[ab]$') FROM src.root WHERE COLUMNS('^[ab]$') > 0
-- left
filter null_predicate | SELECT id FROM src.root WHERE a > 0
filter null_predicate | SELECT id FROM src.root WHERE a > 0 AND b > 0
-- chain negated things
-- model m
SELECT id FROM src.root r WHERE NOT (k IN (SELECT k3 FROM src.l3)) AND (b > 1) IS TRUE AND NOT EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k)
-- left
filter null_predicate | SELECT id FROM src.root r WHERE NOT (k IN (SELECT k3 FROM src.l3))
filter null_predicate | SELECT id FROM src.root r WHERE NOT (k IN (SELECT k3 FROM src.l3)) AND (b > 1) IS TRUE
filter | SELECT id FROM src.root r WHERE NOT (k IN (SELECT k3 FROM src.l3)) AND (b > 1) IS TRUE AND NOT EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k)
-- chain in of a union of lookups
-- model m
SELECT id FROM src.root WHERE k IN (SELECT k1 FROM src.l1 UNION ALL SELECT k3 FROM src.l3 WHERE v3 IS NULL)
-- left
join_miss filter null_predicate | SELECT id FROM src.root WHERE k IN (SELECT k1 FROM src.l1 UNION ALL SELECT k3 FROM src.l3 WHERE v3 IS NULL)
-- chain default of a missed lookup two models on
-- model m1
SELECT id, r.k, coalesce(n3, 'none') AS n3, r.b FROM src.root r LEFT JOIN src.l3 ON k3 = r.k
-- model m2
SELECT id, n3 FROM ref.m1 WHERE b > 0
-- model m3
SELECT id FROM ref.m2 WHERE n3 <> 'none' AND n3 <> 'two'
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
join_miss | SELECT id FROM src.root JOIN src.l3 ON k3 = k WHERE b > 0
filter | SELECT id FROM src.root JOIN src.l3 ON k3 = k WHERE b > 0 AND n3 <> 'two'
-- chain missed lookup whose column is the key of a second comma join
-- model m
SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k, src.l2 WHERE k2 = v3
-- left
join_miss | SELECT id FROM src.root r LEFT JOIN src.l3 ON k3 = r.k JOIN src.l2 ON k2 = v3
-- chain rank in a cte joined back
-- model m
WITH t AS (SELECT id, row_number() OVER (PARTITION BY k ORDER BY b DESC, id) AS rn FROM src.root) SELECT r.id FROM src.root r JOIN t ON t.id = r.id AND t.rn = 1
-- left
join_miss | SELECT id FROM src.root QUALIFY row_number() OVER (PARTITION BY k ORDER BY b DESC, id) = 1
-- chain except all and intersect all
-- model m
SELECT k FROM src.root WHERE a >= 0 EXCEPT ALL SELECT k1 FROM src.l1
-- left
filter null_predicate | SELECT id FROM src.root WHERE a >= 0
set_op | SELECT id FROM (SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY id) AS n FROM src.root WHERE a >= 0) r WHERE n > (SELECT count(*) FROM src.l1 WHERE k1 IS NOT DISTINCT FROM r.k)
-- chain distinct of a window
-- model m
SELECT DISTINCT k, count(*) OVER (PARTITION BY k) AS n FROM src.root WHERE b > 0
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
dedup | SELECT min(id) FROM src.root WHERE b > 0 GROUP BY k
-- chain several fan outs and a group
-- model m1
SELECT r.id, v1, v2 FROM src.root r JOIN src.l1 ON k1 = r.k LEFT JOIN src.l2 ON k2 = v1
-- model m2
SELECT v2, count(*) AS n FROM ref.m1 GROUP BY v2 HAVING count(*) > 2 AND v2 > 2
-- left
join_miss | SELECT r.id FROM src.root r JOIN src.l1 ON k1 = r.k
having join_miss | SELECT r.id FROM src.root r JOIN src.l1 ON k1 = r.k LEFT JOIN src.l2 ON k2 = v1 QUALIFY count(*) OVER (PARTITION BY v2) > 2
having join_miss null_predicate | SELECT r.id FROM src.root r JOIN src.l1 ON k1 = r.k LEFT JOIN src.l2 ON k2 = v1 QUALIFY count(*) OVER (PARTITION BY v2) > 2 AND v2 > 2
-- chain inner join of outer joined lookups then range
-- model m
SELECT id FROM src.root r JOIN (SELECT k1, v1, note FROM src.l1 LEFT JOIN src.spans ON ks = k1) q ON q.k1 = r.k AND (q.note = 'a' OR q.note IS NULL) AND r.a < 2
-- left
join_miss | SELECT id FROM src.root r JOIN (SELECT k1, v1, note FROM src.l1 LEFT JOIN src.spans ON ks = k1) q ON q.k1 = r.k AND (q.note = 'a' OR q.note IS NULL)
filter null_predicate | SELECT id FROM src.root r JOIN (SELECT k1, v1, note FROM src.l1 LEFT JOIN src.spans ON ks = k1) q ON q.k1 = r.k AND (q.note = 'a' OR q.note IS NULL) WHERE r.a < 2
-- chain on true and on false
-- model m
SELECT id FROM src.root r JOIN src.p1 ON TRUE LEFT JOIN src.l3 ON FALSE WHERE r.k = lo
-- left
filter null_predicate | SELECT id FROM src.root r WHERE k = 2
-- chain on false drops all
-- model m
SELECT id FROM src.root r JOIN src.l3 ON FALSE
-- left
filter join_miss | SELECT id FROM src.root r WHERE FALSE
-- chain where false
-- model m
SELECT id FROM src.root r WHERE 1 = 2
-- left
filter | SELECT id FROM src.root r WHERE FALSE
-- chain where null
-- model m
SELECT id FROM src.root r WHERE NULL AND k > 0
-- left
null_predicate | SELECT id FROM src.root r WHERE FALSE
-- chain division raises
-- model m
SELECT id FROM src.root r WHERE b <> 0 AND 10 // b > 4 AND CAST(s AS VARCHAR) LIKE 'x%'
-- left
filter null_predicate | SELECT id FROM src.root r WHERE b <> 0
filter null_predicate | SELECT id FROM src.root r WHERE b <> 0 AND 10 // b > 4
filter null_predicate | SELECT id FROM src.root r WHERE b <> 0 AND 10 // b > 4 AND s LIKE 'x%'
-- chain lateral of lateral
-- model m
SELECT id, y FROM src.root r, LATERAL (SELECT r.k + 1 AS x) p, LATERAL (SELECT v2 AS y FROM src.l2 WHERE k2 = p.x) q WHERE y < 5
-- left
join_miss | SELECT id FROM src.root r JOIN src.l2 ON k2 = k + 1
filter null_predicate | SELECT id FROM src.root r JOIN src.l2 ON k2 = k + 1 WHERE v2 < 5
-- chain left join lateral with limit then not null
-- model m
SELECT id, y FROM src.root r LEFT JOIN LATERAL (SELECT v1 AS y FROM src.l1 WHERE k1 = r.k ORDER BY v1 DESC NULLS LAST LIMIT 1) q ON TRUE WHERE y IS NOT NULL
-- left
join_miss missing_value | SELECT id FROM src.root r JOIN src.l1 ON k1 = k WHERE v1 IS NOT NULL
-- chain cross join unnest of struct list
-- model m
SELECT id, x.p FROM src.root r CROSS JOIN unnest(list_transform(r.l, lambda e: {'p': e, 'q': e + 1})) AS u(x) WHERE x.q > 2
-- left
empty_unnest | SELECT id FROM src.root WHERE len(l) > 0
filter null_predicate | SELECT id FROM (SELECT id, unnest(l) AS e FROM src.root) WHERE e > 1
-- chain group by join of groups of the same root
-- model m
SELECT r.k, count(*) AS n, any_value(g.t) AS t FROM src.root r JOIN (SELECT s, count(*) AS t FROM src.root GROUP BY s) g ON g.s = r.s GROUP BY r.k HAVING count(*) > 1
-- left
join_miss | SELECT id FROM src.root WHERE s IS NOT NULL
having | SELECT id FROM src.root WHERE s IS NOT NULL QUALIFY count(*) OVER (PARTITION BY k) > 1
-- chain group twice
-- model m1
SELECT k, s, count(*) AS n FROM src.root GROUP BY k, s HAVING count(*) < 3
-- model m2
SELECT k, sum(n) AS n FROM ref.m1 WHERE s <> 'y' GROUP BY k
-- model m3
SELECT n, count(*) AS c FROM ref.m2 GROUP BY n HAVING count(*) > 1
-- left
having | SELECT id FROM src.root QUALIFY count(*) OVER (PARTITION BY k, s) < 3
filter null_predicate | SELECT id FROM src.root WHERE s <> 'y' QUALIFY count(*) OVER (PARTITION BY k, s) < 3
having | SELECT id FROM src.root WHERE s <> 'y' AND k IN (SELECT k FROM (SELECT k, count(*) AS n FROM (SELECT k FROM src.root WHERE s <> 'y' QUALIFY count(*) OVER (PARTITION BY k, s) < 3) GROUP BY k) QUALIFY count(*) OVER (PARTITION BY n) > 1) OR s <> 'y' AND k IS NULL AND (SELECT count(*) FROM (SELECT k, count(*) AS n FROM src.root WHERE s <> 'y' GROUP BY k) WHERE n = 1) > 1
-- chain semi join with an inequality and a spine filter in its on
-- model m
SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k AND v1 > 10 AND r.b > 0
-- left
join_miss filter null_predicate | SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k AND v1 > 10
filter null_predicate join_miss | SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k AND v1 > 10 AND r.b > 0
-- chain aliases of the select list in where and group
-- model m
SELECT k + 1 AS kk, count(*) AS n FROM src.root WHERE kk > 2 GROUP BY kk HAVING n > 1
-- left
filter null_predicate | SELECT id FROM src.root WHERE k + 1 > 2
having | SELECT id FROM src.root WHERE k + 1 > 2 QUALIFY count(*) OVER (PARTITION BY k) > 1
-- chain limit of zero
-- model m
SELECT id FROM src.root LIMIT 0
-- left
limit | SELECT id FROM src.root WHERE FALSE
-- chain fetch of ordered top with ties in a lookup
-- model m
SELECT id FROM src.root r JOIN (SELECT k1, max(v1) AS v1 FROM src.l1 GROUP BY k1 ORDER BY max(v1) DESC NULLS LAST LIMIT 2) q ON q.k1 = r.k
-- left
join_miss | SELECT id FROM src.root WHERE k IN (SELECT k1 FROM src.l1 GROUP BY k1 ORDER BY max(v1) DESC NULLS LAST LIMIT 2)
-- chain qualify on a lookup column and a window
-- model m
SELECT id, v1 FROM src.root r JOIN src.l1 ON k1 = r.k QUALIFY v1 = max(v1) OVER (PARTITION BY r.k)
-- left
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = k
null_predicate filter dedup | SELECT id FROM src.root r JOIN src.l1 ON k1 = k WHERE v1 IS NOT NULL
-- chain window of a window
-- model m
SELECT id FROM (SELECT id, k, lag(b) OVER (PARTITION BY k ORDER BY id) AS pb FROM src.root) QUALIFY row_number() OVER (PARTITION BY k ORDER BY pb NULLS LAST, id) = 1
-- left
dedup | SELECT id FROM (SELECT id, k, lag(b) OVER (PARTITION BY k ORDER BY id) AS pb FROM src.root) QUALIFY row_number() OVER (PARTITION BY k ORDER BY pb NULLS LAST, id) = 1
-- chain sessions by a running sum
-- model m1
SELECT id, k, sum(CASE WHEN b > 1 THEN 1 ELSE 0 END) OVER (PARTITION BY k ORDER BY id) AS g FROM src.root WHERE k IS NOT NULL
-- model m2
SELECT k, g, count(*) AS n FROM ref.m1 GROUP BY k, g
-- model m3
SELECT k FROM ref.m2 WHERE n > 1
-- left
missing_value | SELECT id FROM src.root WHERE k IS NOT NULL
filter | SELECT id FROM (SELECT id, k, sum(CASE WHEN b > 1 THEN 1 ELSE 0 END) OVER (PARTITION BY k ORDER BY id) AS g FROM src.root WHERE k IS NOT NULL) QUALIFY count(*) OVER (PARTITION BY k, g) > 1
