-- chain copies of a row in a cte that both branches of a union read
-- model m
WITH c AS (SELECT id, k, a, s, w1 FROM src.root JOIN src.l1 ON k1 = k JOIN src.l2 ON w2 = w1)
SELECT id FROM c WHERE s = 'q' UNION ALL SELECT id FROM c WHERE s = 'r'
-- left
join_miss | SELECT id FROM src.root JOIN src.l1 ON k1 = k
join_miss | SELECT id FROM src.root JOIN src.l1 ON k1 = k JOIN src.l2 ON w2 = w1
filter null_predicate | SELECT id FROM src.root WHERE FALSE
-- chain a cte for each branch of a union
-- model m
WITH p AS (SELECT id, s, b FROM src.root WHERE b > 0), q AS (SELECT id, s, v3 FROM src.root JOIN src.l3 ON k3 = k)
SELECT id FROM p WHERE s = 'x' UNION ALL SELECT id FROM q WHERE s = 'y'
-- left
null_predicate | SELECT id FROM src.root WHERE b IS NOT NULL
filter | SELECT id FROM src.root WHERE b > 0
filter | SELECT id FROM src.root WHERE s IN ('x', 'y') OR NOT EXISTS (SELECT 1 FROM src.l3 WHERE k3 = k)
join_miss | SELECT id FROM src.root WHERE s = 'x' AND b > 0 UNION ALL SELECT id FROM src.root JOIN src.l3 ON k3 = k AND s = 'y'
-- chain branches that join and a row that is for none
-- model m
SELECT r.id FROM src.root r JOIN src.l1 ON k1 = k WHERE s = 'x' UNION ALL SELECT r.id FROM src.root r JOIN src.l3 ON k3 = k WHERE s = 'y'
-- left
join_miss | SELECT id FROM src.root WHERE s IS DISTINCT FROM 'x' UNION ALL SELECT id FROM src.root JOIN src.l1 ON k1 = k
filter null_predicate | SELECT id FROM src.root WHERE s IN ('x', 'y')
join_miss | SELECT id FROM src.root WHERE s = 'x' UNION ALL SELECT id FROM src.root JOIN src.l3 ON k3 = k AND s = 'y'
-- chain a branch that is switched off
-- model m
SELECT id FROM src.root JOIN src.l0 ON k0 = k WHERE FALSE UNION ALL SELECT id FROM src.root JOIN src.l3 ON k3 = k
-- left
join_miss | SELECT id FROM src.root JOIN src.l3 ON k3 = k
-- chain the branch that passes most
-- model m
SELECT id FROM src.root WHERE s = 'y' AND a > 1 UNION ALL SELECT id FROM src.root WHERE s = 'x' AND b > 2 AND k < 9
-- left
filter null_predicate | SELECT id FROM src.root WHERE s IN ('x', 'y')
filter null_predicate | SELECT id FROM src.root WHERE s = 'y' AND a > 1 OR s = 'x'
filter null_predicate | SELECT id FROM src.root WHERE s = 'y' AND a > 1 OR s = 'x' AND b > 2
-- chain of branches that are both for a row the first
-- model m
SELECT id FROM src.root JOIN src.l1 ON k1 = k UNION ALL SELECT id FROM src.root JOIN src.l3 ON k3 = k
-- left
join_miss | SELECT id FROM src.root JOIN src.l1 ON k1 = k UNION ALL SELECT id FROM src.root JOIN src.l3 ON k3 = k
