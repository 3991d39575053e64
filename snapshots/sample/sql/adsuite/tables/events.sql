-- The events in the order of their arrival.
SELECT
    left(md5('event ' || event), 16) AS event_id,
    type AS event_type,
    CASE WHEN k > 0 AND slip IS DISTINCT FROM 'no_click_id' THEN click_id END AS click_id,
    'u' || person AS user_id,
    CASE WHEN k >= 2 THEN 'g-' || offer || '-' || (k - 1) END AS goal_reference_id,
    CASE WHEN k >= 2 THEN ((25 + sample_pick(event, 142, 100 * k * k)) / 100)::DECIMAL(10, 2) END AS revenue,
    make_timestamp_ms(e.ms) AS timestamp
FROM sample_event AS e
JOIN sample_click AS c ON c.n = e.n
WHERE e.arrival < (SELECT ended FROM sample_now)
ORDER BY row
