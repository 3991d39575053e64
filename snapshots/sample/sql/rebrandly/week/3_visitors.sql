-- Whom a changed click is said to be of: a kind of people whose country was corrected has the number -1 - slot, one that
-- turned out to be a machine has 8192 + slot.
INSERT INTO sample_visitor_coded
SELECT * REPLACE (
    -1 - slot AS slot,
    (CASE WHEN country IS NULL THEN ['DE', 'US', 'FR', 'GB'][1 + slot % 4] ELSE 'BR' END)::sample_word AS country
)
FROM sample_visitor_coded
WHERE slot BETWEEN 0 AND 4095 AND (country IS NULL OR country = 'PT')
UNION ALL
SELECT * REPLACE (8192 + slot AS slot, 'bot'::sample_word AS agent)
FROM sample_visitor_coded
WHERE slot BETWEEN 0 AND 4095;
