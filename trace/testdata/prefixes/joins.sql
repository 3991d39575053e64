-- chain comma three tables spine in the middle
-- model m
SELECT id, v1, v2 FROM src.l2, src.root, src.l1 WHERE k2 = a AND k1 = k AND b > 1
-- left
join_miss | SELECT id FROM src.root JOIN src.l2 ON k2 = a
join_miss | SELECT id FROM src.root JOIN src.l2 ON k2 = a JOIN src.l1 ON k1 = k
filter null_predicate | SELECT id FROM src.root JOIN src.l2 ON k2 = a JOIN src.l1 ON k1 = k WHERE b > 1
-- chain comma chain through lookups, last linked to first only by lookup
-- model m
SELECT id FROM src.l3, src.l2, src.l1, src.root r WHERE v2 = k3 AND v1 = k2 AND k1 = r.k
-- left
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = k
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = k JOIN src.l2 ON v1 = k2
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = k JOIN src.l2 ON v1 = k2 JOIN src.l3 ON v2 = k3
-- chain comma with an inequality link and a filter of the lookup
-- model m
SELECT id FROM src.root, src.l1 WHERE a < v1 AND w1 = 'y' AND k = k1
-- left
join_miss | SELECT id FROM src.root JOIN src.l1 ON k1 = k AND a < v1
filter null_predicate | SELECT id FROM src.root JOIN src.l1 ON k1 = k AND a < v1 WHERE w1 = 'y'
-- chain comma with an empty table
-- model m
SELECT id FROM src.root, src.l0 WHERE k = k0
-- left
join_miss | SELECT id FROM src.root, src.l0 WHERE k = k0
-- chain comma with params of one row
-- model m
SELECT id FROM src.root, src.p1 WHERE a BETWEEN lo AND hi AND k IS NOT NULL
-- left
filter null_predicate | SELECT id FROM src.root, src.p1 WHERE a BETWEEN lo AND hi
missing_value | SELECT id FROM src.root, src.p1 WHERE a BETWEEN lo AND hi AND k IS NOT NULL
-- chain comma then a left join whose miss is filtered
-- model m
SELECT id FROM src.root r, src.l3 LEFT JOIN src.l1 ON k1 = k3 WHERE r.k = k3 AND v1 > 10
-- left
join_miss | SELECT id FROM src.root r, (src.l3 LEFT JOIN src.l1 ON k1 = k3) WHERE r.k = k3
join_miss filter null_predicate | SELECT id FROM src.root r, (src.l3 LEFT JOIN src.l1 ON k1 = k3) WHERE r.k = k3 AND v1 > 10
-- chain left join of root then comma
-- model m
SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k, src.l3 WHERE r.a = k3 AND w1 = 'x'
-- left
join_miss | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k JOIN src.l3 ON r.a = k3
join_miss filter null_predicate | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k JOIN src.l3 ON r.a = k3 WHERE w1 = 'x'
-- chain comma self join of a lookup
-- model m
SELECT id FROM src.root r, src.l1 AS p, src.l1 AS q WHERE r.k = p.k1 AND p.v1 < q.v1 AND q.k1 = r.k
-- left
join_miss | SELECT id FROM src.root r JOIN src.l1 p ON r.k = p.k1
join_miss | SELECT id FROM src.root r JOIN src.l1 p ON r.k = p.k1 JOIN src.l1 q ON q.k1 = r.k AND p.v1 < q.v1
-- chain comma subquery in the list with an aggregate
-- model m
SELECT id, n FROM (SELECT k1, count(*) AS n FROM src.l1 GROUP BY k1) g, src.root WHERE k1 = k AND n > 1
-- left
join_miss | SELECT id FROM src.root JOIN (SELECT k1, count(*) AS n FROM src.l1 GROUP BY k1) g ON k1 = k
filter | SELECT id FROM src.root JOIN (SELECT k1, count(*) AS n FROM src.l1 GROUP BY k1) g ON k1 = k WHERE n > 1
-- chain comma lateral and unnest
-- model m
SELECT id, e, z FROM src.root r, unnest(r.l) AS u(e), LATERAL (SELECT e + r.k AS z) q WHERE z > 2
-- left
empty_unnest | SELECT id FROM src.root r, unnest(r.l) AS u(e)
filter null_predicate | SELECT id FROM src.root r, unnest(r.l) AS u(e) WHERE e + r.k > 2
-- chain values list in from
-- model m
SELECT id FROM src.root r JOIN (VALUES (1, 'x'), (2, 'x'), (3, 'q')) AS v(vk, vs) ON vk = r.k AND vs = r.s
-- left
join_miss | SELECT id FROM src.root r JOIN (VALUES (1, 'x'), (2, 'x'), (3, 'q')) AS v(vk, vs) ON vk = r.k AND vs = r.s
-- chain full join with coalesced key
-- model m
SELECT id, coalesce(k, k3) AS kk FROM src.root FULL JOIN src.l3 ON k = k3 WHERE coalesce(k, k3) > 1
-- left
join_miss filter null_predicate | SELECT id FROM src.root FULL JOIN src.l3 ON k = k3 WHERE coalesce(k, k3) > 1
-- chain right join
-- model m
SELECT id, k3 FROM src.root RIGHT JOIN src.l3 ON k = k3 AND a > 0 WHERE id IS NOT NULL
-- left
join_miss filter null_predicate | SELECT id FROM src.root RIGHT JOIN src.l3 ON k = k3 AND a > 0
-- chain right join spine right
-- model m
SELECT id, v3 FROM src.l3 RIGHT JOIN src.root ON k = k3 WHERE v3 >= 0
-- left
join_miss null_predicate | SELECT id FROM src.root LEFT JOIN src.l3 ON k = k3 WHERE v3 >= 0
-- chain asof
-- model m
SELECT id, note FROM src.root r ASOF JOIN src.spans s ON r.k = s.ks AND r.ts >= s.since WHERE note <> 'b'
-- left
join_miss | SELECT id FROM src.root r ASOF JOIN src.spans s ON r.k = s.ks AND r.ts >= s.since
filter | SELECT id FROM src.root r ASOF JOIN src.spans s ON r.k = s.ks AND r.ts >= s.since WHERE note <> 'b'
-- chain asof left then filter
-- model m
SELECT id, note FROM src.root r ASOF LEFT JOIN src.spans s ON r.k = s.ks AND r.ts >= s.since WHERE note <> 'b'
-- left
join_miss filter | SELECT id FROM src.root r ASOF LEFT JOIN src.spans s ON r.k = s.ks AND r.ts >= s.since WHERE note <> 'b'
-- chain semi then anti
-- model m
SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k ANTI JOIN src.l2 ON k2 = r.a AND v2 > 0
-- left
join_miss | SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k
filter | SELECT id FROM src.root r SEMI JOIN src.l1 ON k1 = r.k ANTI JOIN src.l2 ON k2 = r.a AND v2 > 0
-- chain positional
-- model m
SELECT id FROM src.root POSITIONAL JOIN src.l1 WHERE v1 > 10
-- left
unattributed | SELECT id FROM src.root WHERE FALSE
-- chain using
-- model m
SELECT k, v3 FROM src.root JOIN (SELECT k3 AS k, v3 FROM src.l3) q USING (k) WHERE v3 < 2
-- left
join_miss | SELECT id FROM src.root JOIN src.l3 ON k = k3
filter null_predicate | SELECT id FROM src.root JOIN src.l3 ON k = k3 WHERE v3 < 2
-- chain using two and full
-- model m
SELECT k, a, n FROM src.root FULL JOIN (SELECT k3 AS k, v3 AS a, n3 AS n FROM src.l3) q USING (k, a) WHERE n IS NOT NULL AND k > 0
-- left
missing_value join_miss | SELECT id FROM src.root FULL JOIN (SELECT k3 AS k, v3 AS a, n3 AS n FROM src.l3) q USING (k, a) WHERE n IS NOT NULL
filter | SELECT id FROM src.root FULL JOIN (SELECT k3 AS k, v3 AS a, n3 AS n FROM src.l3) q USING (k, a) WHERE n IS NOT NULL AND k > 0
-- chain natural
-- model m
SELECT * FROM (SELECT id, k, a FROM src.root) r NATURAL JOIN (SELECT k3 AS k, n3 FROM src.l3) q
-- left
join_miss | SELECT id FROM src.root JOIN src.l3 ON k = k3
-- chain or of joins
-- model m
SELECT DISTINCT id FROM src.root r JOIN src.l3 ON r.k = k3 OR r.a = k3 WHERE n3 <> 'zero'
-- left
join_miss | SELECT id FROM src.root r JOIN src.l3 ON r.k = k3 OR r.a = k3
filter | SELECT id FROM src.root r JOIN src.l3 ON r.k = k3 OR r.a = k3 WHERE n3 <> 'zero'
-- chain case in on
-- model m
SELECT id FROM src.root r JOIN src.l3 ON CASE WHEN r.s = 'x' THEN r.k ELSE r.a END = k3 WHERE v3 > 0
-- left
join_miss | SELECT id FROM src.root r JOIN src.l3 ON CASE WHEN r.s = 'x' THEN r.k ELSE r.a END = k3
filter null_predicate | SELECT id FROM src.root r JOIN src.l3 ON CASE WHEN r.s = 'x' THEN r.k ELSE r.a END = k3 WHERE v3 > 0
-- chain null safe join
-- model m
SELECT id, v1 FROM src.root r JOIN src.l1 ON k1 IS NOT DISTINCT FROM r.k
-- left
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 IS NOT DISTINCT FROM r.k
-- chain left join null safe filter
-- model m
SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 IS DISTINCT FROM 10 AND w1 IS NOT DISTINCT FROM 'x'
-- left
filter | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 IS DISTINCT FROM 10
filter join_miss | SELECT id FROM src.root r LEFT JOIN src.l1 ON k1 = r.k WHERE v1 IS DISTINCT FROM 10 AND w1 IS NOT DISTINCT FROM 'x'
-- chain cross join then where
-- model m
SELECT id FROM src.root r CROSS JOIN src.l3 WHERE r.k = k3 AND r.b = 2
-- left
join_miss | SELECT id FROM src.root r JOIN src.l3 ON r.k = k3
filter null_predicate | SELECT id FROM src.root r JOIN src.l3 ON r.k = k3 WHERE r.b = 2
-- chain self join of the root
-- model m
SELECT r.id FROM src.root r JOIN src.root o ON o.id = r.a WHERE o.k = 1
-- left
join_miss | SELECT r.id FROM src.root r JOIN src.root o ON o.id = r.a
filter null_predicate | SELECT r.id FROM src.root r JOIN src.root o ON o.id = r.a WHERE o.k = 1
-- chain root joined with its groups
-- model m
SELECT r.id FROM src.root r JOIN (SELECT k, count(*) n FROM src.root GROUP BY k) g ON g.k = r.k WHERE n > 1
-- left
join_miss | SELECT r.id FROM src.root r JOIN (SELECT k, count(*) n FROM src.root GROUP BY k) g ON g.k = r.k
filter | SELECT r.id FROM src.root r JOIN (SELECT k, count(*) n FROM src.root GROUP BY k) g ON g.k = r.k WHERE n > 1
-- chain joins in parentheses
-- model m
SELECT id FROM src.root r LEFT JOIN (src.l1 JOIN src.l2 ON v1 = k2) ON k1 = r.k WHERE v2 IS NOT NULL
-- left
join_miss missing_value | SELECT id FROM src.root r LEFT JOIN (src.l1 JOIN src.l2 ON v1 = k2) ON k1 = r.k WHERE v2 IS NOT NULL
-- chain three inner joins with filters of the spine in ON
-- model m
SELECT id FROM src.root r JOIN src.l1 ON k1 = r.k AND r.b > 1 JOIN src.l2 ON k2 = v1 AND r.s = 'x' AND w2 = 'x'
-- left
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = r.k
filter null_predicate | SELECT id FROM src.root r JOIN src.l1 ON k1 = r.k AND r.b > 1
join_miss | SELECT id FROM src.root r JOIN src.l1 ON k1 = r.k AND r.b > 1 JOIN src.l2 ON k2 = v1 AND w2 = 'x'
filter null_predicate | SELECT id FROM src.root r JOIN src.l1 ON k1 = r.k AND r.b > 1 JOIN src.l2 ON k2 = v1 AND r.s = 'x' AND w2 = 'x'
