-- chain nested exists
-- model m
SELECT id FROM src.root r WHERE EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k AND EXISTS (SELECT 1 FROM src.l2 WHERE k2 = v1 AND k2 > r.a))
-- left
join_miss filter | SELECT id FROM src.root r WHERE EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k AND EXISTS (SELECT 1 FROM src.l2 WHERE k2 = v1 AND k2 > r.a))
-- chain exists or filter
-- model m
SELECT id FROM src.root r WHERE (EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k) OR b > 3) AND s <> 'y'
-- left
join_miss filter null_predicate | SELECT id FROM src.root r WHERE (EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k) OR b > 3)
filter null_predicate | SELECT id FROM src.root r WHERE (EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k) OR b > 3) AND s <> 'y'
-- chain not in with nulls
-- model m
SELECT id FROM src.root r WHERE k NOT IN (SELECT k1 FROM src.l1 WHERE w1 = 'x')
-- left
filter null_predicate | SELECT id FROM src.root r WHERE k NOT IN (SELECT k1 FROM src.l1 WHERE w1 = 'x')
-- chain not in without nulls, empty
-- model m
SELECT id FROM src.root r WHERE k NOT IN (SELECT k0 FROM src.l0) AND k NOT IN (SELECT k3 FROM src.l3)
-- left
filter | SELECT id FROM src.root r WHERE k NOT IN (SELECT k0 FROM src.l0)
filter null_predicate | SELECT id FROM src.root r WHERE k NOT IN (SELECT k0 FROM src.l0) AND k NOT IN (SELECT k3 FROM src.l3)
-- chain in over a missed left join
-- model m
SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 IN (SELECT k2 FROM src.l2)
-- left
join_miss null_predicate filter | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 IN (SELECT k2 FROM src.l2)
-- chain not in over a missed left join
-- model m
SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 NOT IN (SELECT k2 FROM src.l2 WHERE k2 > 10)
-- left
join_miss null_predicate filter | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 NOT IN (SELECT k2 FROM src.l2 WHERE k2 > 10)
-- chain not exists over a missed left join keeps
-- model m
SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE NOT EXISTS (SELECT 1 FROM src.l2 WHERE k2 = v1)
-- left
filter join_miss | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE NOT EXISTS (SELECT 1 FROM src.l2 WHERE k2 = v1)
-- chain scalar subquery correlated in where
-- model m
SELECT id FROM src.root r WHERE (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10 AND (SELECT count(*) FROM src.l1 WHERE k1 = r.k) = 1
-- left
join_miss filter null_predicate | SELECT id FROM src.root r WHERE (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10
filter | SELECT id FROM src.root r WHERE (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10 AND (SELECT count(*) FROM src.l1 WHERE k1 = r.k) = 1
-- chain scalar subquery in select then filtered a model later
-- model m1
SELECT id, (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) AS mv, b FROM src.root r WHERE b > 0
-- model m2
SELECT id FROM ref.m1 WHERE mv > 10
-- left
filter null_predicate | SELECT id FROM src.root r WHERE b > 0
join_miss filter null_predicate | SELECT id FROM src.root r WHERE b > 0 AND (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10
-- chain scalar subquery in having
-- model m
SELECT k, count(*) AS n FROM src.root r GROUP BY k HAVING count(*) > (SELECT count(*) FROM src.l1 WHERE k1 = r.k)
-- left
having | SELECT id FROM src.root r WHERE (SELECT count(*) FROM src.root q WHERE q.k IS NOT DISTINCT FROM r.k) > (SELECT count(*) FROM src.l1 WHERE k1 = r.k)
-- chain in subquery in the select list
-- model m1
SELECT id, k IN (SELECT k1 FROM src.l1 WHERE k1 IS NOT NULL) AS f FROM src.root
-- model m2
SELECT id FROM ref.m1 WHERE f
-- left
join_miss filter null_predicate | SELECT id FROM src.root WHERE k IN (SELECT k1 FROM src.l1 WHERE k1 IS NOT NULL)
-- chain any and all
-- model m
SELECT id FROM src.root WHERE k > ALL (SELECT k3 FROM src.l3 WHERE k3 < 2) AND a = ANY (SELECT k2 FROM src.l2)
-- left
filter null_predicate | SELECT id FROM src.root WHERE k > ALL (SELECT k3 FROM src.l3 WHERE k3 < 2)
join_miss filter null_predicate | SELECT id FROM src.root WHERE k > ALL (SELECT k3 FROM src.l3 WHERE k3 < 2) AND a = ANY (SELECT k2 FROM src.l2)
-- chain lateral with rows
-- model m
SELECT id, z FROM src.root r JOIN LATERAL (SELECT v1 AS z FROM src.l1 WHERE k1 = r.k AND v1 > 10) q ON TRUE WHERE z < 12
-- left
join_miss | SELECT id FROM src.root r JOIN LATERAL (SELECT v1 AS z FROM src.l1 WHERE k1 = r.k AND v1 > 10) q ON TRUE
filter | SELECT id FROM src.root r JOIN LATERAL (SELECT v1 AS z FROM src.l1 WHERE k1 = r.k AND v1 > 10) q ON TRUE WHERE z < 12
-- chain lateral count is no miss
-- model m
SELECT id, n FROM src.root r, LATERAL (SELECT count(*) AS n, max(v1) AS mv FROM src.l1 WHERE k1 = r.k) q WHERE n > 0 AND mv > 10
-- left
filter join_miss | SELECT id FROM src.root r, LATERAL (SELECT count(*) AS n, max(v1) AS mv FROM src.l1 WHERE k1 = r.k) q WHERE n > 0
filter join_miss null_predicate | SELECT id FROM src.root r, LATERAL (SELECT count(*) AS n, max(v1) AS mv FROM src.l1 WHERE k1 = r.k) q WHERE n > 0 AND mv > 10
-- chain window with a frame
-- model m
SELECT id FROM src.root r WHERE k IS NOT NULL QUALIFY sum(b) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) > 2
-- left
missing_value | SELECT id FROM src.root r WHERE k IS NOT NULL
filter null_predicate | SELECT id FROM src.root r WHERE k IS NOT NULL QUALIFY sum(b) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) > 2
-- chain window range frame and filter
-- model m
SELECT id FROM src.root r WHERE a < 4 QUALIFY count(*) FILTER (WHERE b > 1) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) > 2
-- left
filter null_predicate | SELECT id FROM src.root r WHERE a < 4
filter | SELECT id FROM src.root r WHERE a < 4 QUALIFY count(*) FILTER (WHERE b > 1) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) > 2
-- chain named window
-- model m
SELECT id, row_number() OVER w AS rn FROM src.root r WINDOW w AS (PARTITION BY k ORDER BY id) QUALIFY rn = 1
-- left
dedup | SELECT id FROM src.root r QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) = 1
-- chain qualify over aggregates
-- model m
SELECT k, sum(b) AS sb FROM src.root r WHERE a >= 0 GROUP BY k QUALIFY rank() OVER (ORDER BY sum(b) DESC) <= 2
-- left
filter null_predicate | SELECT id FROM src.root r WHERE a >= 0
limit dedup filter | SELECT id FROM src.root r WHERE a >= 0 AND k IN (SELECT k FROM src.root WHERE a >= 0 GROUP BY k QUALIFY rank() OVER (ORDER BY sum(b) DESC) <= 2)
-- chain dense rank
-- model m
SELECT id FROM src.root QUALIFY dense_rank() OVER (PARTITION BY s ORDER BY k) = 1
-- left
limit dedup filter | SELECT id FROM src.root QUALIFY dense_rank() OVER (PARTITION BY s ORDER BY k) = 1
-- chain distinct on
-- model m
SELECT DISTINCT ON (k) id, k, a FROM src.root WHERE a IS NOT NULL ORDER BY k, b DESC, id
-- left
missing_value | SELECT id FROM src.root WHERE a IS NOT NULL
dedup | SELECT id FROM (SELECT DISTINCT ON (k) id, k, a FROM src.root WHERE a IS NOT NULL ORDER BY k, b DESC, id)
-- chain distinct on two with limit
-- model m
SELECT DISTINCT ON (k, s) id FROM src.root ORDER BY k, s, id LIMIT 5
-- left
dedup | SELECT id FROM (SELECT DISTINCT ON (k, s) id FROM src.root ORDER BY k, s, id)
limit | SELECT id FROM (SELECT DISTINCT ON (k, s) id FROM src.root ORDER BY k, s, id LIMIT 5)
-- chain grouping sets
-- model m
SELECT k, s, count(*) AS n FROM src.root WHERE b > 0 GROUP BY GROUPING SETS ((k), (s)) HAVING count(*) > 2
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
having | SELECT id FROM src.root r WHERE b > 0 AND ((SELECT count(*) FROM src.root q WHERE b > 0 AND q.k IS NOT DISTINCT FROM r.k) > 2 OR (SELECT count(*) FROM src.root q WHERE b > 0 AND q.s IS NOT DISTINCT FROM r.s) > 2)
-- chain cube with grouping id
-- model m
SELECT k, grouping(k) AS g, count(*) AS n FROM src.root GROUP BY CUBE (k) HAVING grouping(k) = 0 AND count(*) > 1
-- left
having | SELECT id FROM src.root r WHERE (SELECT count(*) FROM src.root q WHERE q.k IS NOT DISTINCT FROM r.k) > 1
-- chain group by all with having on missed lookup
-- model m
SELECT r.k, max(v1) AS mv, count(*) AS n FROM src.root r LEFT JOIN src.l1 ON k1 = r.k GROUP BY ALL HAVING max(v1) > 10
-- left
join_miss having null_predicate | SELECT id FROM src.root r WHERE (SELECT max(v1) FROM src.l1 WHERE k1 = r.k) > 10
-- chain limit in a subquery
-- model m
SELECT id FROM (SELECT * FROM src.root WHERE a > 0 ORDER BY id LIMIT 5) WHERE k > 1
-- left
filter null_predicate | SELECT id FROM src.root WHERE a > 0
limit | SELECT id FROM src.root WHERE a > 0 ORDER BY id LIMIT 5
filter null_predicate | SELECT id FROM (SELECT * FROM src.root WHERE a > 0 ORDER BY id LIMIT 5) WHERE k > 1
-- chain offset only
-- model m
SELECT id FROM src.root ORDER BY id OFFSET 3
-- left
limit | SELECT id FROM src.root ORDER BY id OFFSET 3
-- chain cte used twice
-- model m
WITH c AS (SELECT * FROM src.root WHERE b > 0) SELECT c.id FROM c JOIN (SELECT k, max(id) AS mid FROM c GROUP BY k) g ON g.k = c.k AND g.mid = c.id
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
join_miss | SELECT id FROM (SELECT * FROM src.root WHERE b > 0) c JOIN (SELECT k, max(id) AS mid FROM src.root WHERE b > 0 GROUP BY k) g ON g.k = c.k AND g.mid = c.id
-- chain cte used in exists too
-- model m
WITH c AS (SELECT * FROM src.root WHERE b > 0) SELECT id FROM c WHERE EXISTS (SELECT 1 FROM c AS o WHERE o.k = c.k AND o.id <> c.id)
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
join_miss filter | SELECT id FROM src.root c WHERE b > 0 AND EXISTS (SELECT 1 FROM src.root AS o WHERE o.b > 0 AND o.k = c.k AND o.id <> c.id)
-- chain unnest in select
-- model m1
SELECT id, unnest(l) AS e FROM src.root
-- model m2
SELECT id, e FROM ref.m1 WHERE e > 1
-- left
empty_unnest | SELECT id FROM src.root WHERE len(l) > 0
filter null_predicate | SELECT id FROM (SELECT id, unnest(l) AS e FROM src.root) WHERE e > 1
-- chain struct fields and maps
-- model m
SELECT id, st.y AS y, m['q'] AS q FROM src.root WHERE st.x = 1 AND m['q'] > 0
-- left
filter null_predicate | SELECT id FROM src.root WHERE st.x = 1
filter null_predicate | SELECT id FROM src.root WHERE st.x = 1 AND m['q'] > 0
-- chain list filters
-- model m
SELECT id FROM src.root WHERE list_contains(l, 1) AND len(list_filter(l, lambda e: e > k)) > 0
-- left
filter null_predicate | SELECT id FROM src.root WHERE list_contains(l, 1)
filter null_predicate | SELECT id FROM src.root WHERE list_contains(l, 1) AND len(list_filter(l, lambda e: e > k)) > 0
-- chain tablesample
-- model m
SELECT id FROM src.root TABLESAMPLE 50%
-- left
unattributed | SELECT id FROM src.root WHERE FALSE
-- chain union all of branches with a constant row
-- model m1
SELECT id, k FROM src.root WHERE s = 'x' UNION ALL SELECT 100, 1
-- model m2
SELECT id FROM ref.m1 WHERE k > 0
-- left
filter null_predicate | SELECT id FROM src.root WHERE s = 'x'
filter null_predicate | SELECT id FROM src.root WHERE s = 'x' AND k > 0
-- chain union distinct
-- model m
SELECT k FROM src.root WHERE a > 0 UNION SELECT k3 FROM src.l3
-- left
filter null_predicate | SELECT id FROM src.root WHERE a > 0
dedup | SELECT min(id) FROM src.root WHERE a > 0 GROUP BY k
-- chain except
-- model m
SELECT id, k FROM src.root EXCEPT SELECT id, k FROM src.root WHERE b > 1
-- left
set_op | SELECT id FROM src.root WHERE b > 1 IS NOT TRUE
-- chain except lookup
-- model m
SELECT k FROM src.root WHERE a IS NOT NULL EXCEPT SELECT k1 FROM src.l1
-- left
missing_value | SELECT id FROM src.root WHERE a IS NOT NULL
set_op | SELECT id FROM src.root WHERE a IS NOT NULL AND NOT EXISTS (SELECT 1 FROM src.l1 WHERE k1 IS NOT DISTINCT FROM k)
dedup | SELECT min(id) FROM src.root WHERE a IS NOT NULL AND NOT EXISTS (SELECT 1 FROM src.l1 WHERE k1 IS NOT DISTINCT FROM k) GROUP BY k
-- chain intersect lookup
-- model m
SELECT k FROM src.root INTERSECT SELECT k1 FROM src.l1
-- left
set_op | SELECT id FROM src.root WHERE EXISTS (SELECT 1 FROM src.l1 WHERE k1 IS NOT DISTINCT FROM k)
dedup | SELECT min(id) FROM src.root WHERE EXISTS (SELECT 1 FROM src.l1 WHERE k1 IS NOT DISTINCT FROM k) GROUP BY k
-- chain pivot by case then filter
-- model m1
SELECT k, max(CASE WHEN s = 'x' THEN b END) AS bx, max(CASE WHEN s = 'y' THEN b END) AS byy FROM src.root GROUP BY k
-- model m2
SELECT k FROM ref.m1 WHERE bx > 1
-- left
filter null_predicate | SELECT id FROM src.root r WHERE (SELECT max(b) FROM src.root q WHERE q.s = 'x' AND q.k IS NOT DISTINCT FROM r.k) > 1
-- chain is_latest flag
-- model m1
SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY ts DESC, id) = 1 AS is_latest FROM src.root WHERE ts IS NOT NULL
-- model m2
SELECT id FROM ref.m1 WHERE is_latest
-- left
missing_value | SELECT id FROM src.root WHERE ts IS NOT NULL
dedup | SELECT id FROM src.root WHERE ts IS NOT NULL QUALIFY row_number() OVER (PARTITION BY k ORDER BY ts DESC, id) = 1
-- chain dedup by lag
-- model m
SELECT id FROM src.root QUALIFY k IS DISTINCT FROM lag(k) OVER (ORDER BY id)
-- left
dedup filter | SELECT id FROM src.root QUALIFY k IS DISTINCT FROM lag(k) OVER (ORDER BY id)
-- chain qualify that is the max of its partition
-- model m
SELECT id FROM src.root QUALIFY b = max(b) OVER (PARTITION BY k)
-- left
dedup filter null_predicate | SELECT id FROM src.root QUALIFY b = max(b) OVER (PARTITION BY k)
-- chain recursive lookup
-- model m
WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT id FROM src.root JOIN c ON n = k
-- left
join_miss | SELECT id FROM src.root WHERE k BETWEEN 1 AND 3
-- chain range table function
-- model m
SELECT id FROM src.root JOIN range(0, 3) AS g(n) ON n = a WHERE n > 0
-- left
join_miss | SELECT id FROM src.root WHERE a BETWEEN 0 AND 2
filter | SELECT id FROM src.root WHERE a BETWEEN 1 AND 2
-- chain case when with exists
-- model m
SELECT id FROM src.root r WHERE CASE WHEN b > 1 THEN EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k) ELSE a > 0 END
-- left
join_miss filter null_predicate | SELECT id FROM src.root r WHERE CASE WHEN b > 1 THEN EXISTS (SELECT 1 FROM src.l1 WHERE k1 = r.k) ELSE a > 0 END
-- chain try cast in where and on
-- model m
SELECT id FROM src.root r JOIN src.l3 ON k3 = TRY_CAST(r.s AS INTEGER) WHERE v3 > 0
-- left
join_miss parse_error | SELECT id FROM src.root r JOIN src.l3 ON k3 = TRY_CAST(r.s AS INTEGER)
filter | SELECT id FROM src.root r JOIN src.l3 ON k3 = TRY_CAST(r.s AS INTEGER) WHERE v3 > 0
-- chain between symmetric lookups as a range
-- model m
SELECT id FROM src.root r LEFT JOIN src.spans s ON s.ks = r.k AND r.ts >= s.since AND r.ts < coalesce(s.until, TIMESTAMP '9999-01-01') WHERE s.note IS NOT NULL AND r.b > 0
-- left
join_miss missing_value | SELECT id FROM src.root r JOIN src.spans s ON s.ks = r.k AND r.ts >= s.since AND r.ts < coalesce(s.until, TIMESTAMP '9999-01-01')
filter null_predicate | SELECT id FROM src.root r JOIN src.spans s ON s.ks = r.k AND r.ts >= s.since AND r.ts < coalesce(s.until, TIMESTAMP '9999-01-01') WHERE r.b > 0
-- chain select without from in a union with the root second
-- model m
SELECT -1 AS id UNION ALL SELECT id FROM src.root WHERE k = 1
-- left
filter null_predicate | SELECT id FROM src.root WHERE k = 1
-- chain values union
-- model m
SELECT id, k FROM src.root WHERE a = 0 UNION ALL VALUES (200, 1), (201, 2)
-- left
filter null_predicate | SELECT id FROM src.root WHERE a = 0
-- chain subquery in from of from
-- model m
SELECT id FROM (SELECT id, k FROM (SELECT * FROM src.root WHERE k > 0) WHERE a > 0) JOIN src.l3 ON k3 = k
-- left
filter null_predicate | SELECT id FROM src.root WHERE k > 0
filter null_predicate | SELECT id FROM src.root WHERE k > 0 AND a > 0
join_miss | SELECT id FROM src.root JOIN src.l3 ON k3 = k WHERE k > 0 AND a > 0
-- chain from first syntax
-- model m
FROM src.root SELECT id WHERE k > 1
-- left
filter null_predicate | SELECT id FROM src.root WHERE k > 1
-- chain filter by two windows
-- model m
SELECT id FROM src.root QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) = 1 AND count(*) OVER (PARTITION BY s) > 1
-- left
dedup | SELECT id FROM src.root QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) = 1
filter | SELECT id FROM src.root QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) = 1 AND count(*) OVER (PARTITION BY s) > 1
-- chain any value dedup
-- model m
SELECT k, arg_max(s, id) AS s FROM src.root WHERE b > 0 GROUP BY k
-- left
filter null_predicate | SELECT id FROM src.root WHERE b > 0
dedup | SELECT arg_max(id, CASE WHEN s IS NOT NULL THEN id END) FROM src.root WHERE b > 0 GROUP BY k
