-- The strategies of AdSuite, as they were mirrored. tune_offer_id is filled in by hand.
SELECT
    500 + offer AS id,
    title || CASE lane WHEN 'twin' THEN ' (test)' ELSE '' END AS name,
    CASE
        WHEN lane = 'unlinked' AND (SELECT day FROM sample_now) = 1 THEN NULL
        WHEN lane = 'twin' THEN (SELECT tune_offer FROM sample_offer AS o WHERE o.lane = 'shared' AND o.j = s.j)
        ELSE tune_offer
    END AS tune_offer_id
FROM sample_offer AS s
WHERE lane NOT IN ('unknown', 'no_adaction', 'deleted', 'unset')
  AND (lane <> 'new' OR (SELECT day FROM sample_now) = 2)
ORDER BY id
