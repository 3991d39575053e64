-- The campaigns of AdGem. adaction_id is the offer in Tune.
SELECT
    3000 + offer * 10 + i AS id,
    title || ' ' || ['US', 'DE', 'BR'][1 + i] AS name,
    CASE WHEN lane <> 'no_adaction' THEN tune_offer END AS adaction_id
FROM sample_offer, unnest(range(campaigns)) AS r (i)
WHERE lane NOT IN ('twin', 'deleted', 'unset')
ORDER BY id
