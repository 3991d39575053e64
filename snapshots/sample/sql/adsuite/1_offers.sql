-- The offers that campaigns advertise, and what becomes of a conversion on each. An offer belongs to a lane: this is where
-- it is planted what goes wrong between a campaign and its strategy.
-- All of it is integer arithmetic and hash(): the same on every machine, with any number of threads.

CREATE TEMP MACRO sample_pick(n, salt, sides) AS (hash(n::BIGINT, salt::BIGINT) % sides::UBIGINT)::BIGINT;

CREATE TEMP MACRO sample_ms(moment) AS epoch_ms(moment::TIMESTAMP);

-- The two snapshots: when each was taken, and when the AdSuite mirror had been refreshed by then, early in the morning.
CREATE TEMP TABLE sample_day AS
SELECT
    day,
    sample_ms('2026-02-02 06:00:07.512') + day * 86400000 + (day - 1) * 3141 AS refreshed,
    sample_ms('2026-02-03 00:00:00') + day * 86400000 AS ended
FROM (VALUES (1), (2)) AS t (day);

-- The one that is being made.
CREATE TEMP TABLE sample_now AS
SELECT d.* FROM sample_day AS d, sample_options AS o WHERE d.day = CASE WHEN o.later THEN 2 ELSE 1 END;

-- loud is how much is advertised, iterations how many there are; plain and early ones draw theirs. What goes wrong:
--   plain          nothing
--   early          campaigns went out before the first iteration was created
--   shared         a second strategy, one of the lane twin, has the same tune_offer_id
--   tied           two iterations were created at the same instant
--   moved_…        the created_at of an iteration was edited on the second day
--   renewed        an iteration was created after the first day's refresh of the mirror
--   new            so was the strategy
--   unlinked       the strategy's tune_offer_id is filled in on the second day
--   no_iteration   the strategy has none
--   unknown        AdSuite knows nothing of the offer
--   no_adaction    the campaigns' adaction_id is not filled in
--   deleted        the campaigns are gone
--   unset          the clicks do not say their campaign
CREATE TEMP TABLE sample_lane AS
SELECT * FROM (VALUES
    (1,  'plain',         34, 10, 0),
    (2,  'early',          4, 10, 0),
    (3,  'shared',         2,  9, 1),
    (4,  'twin',           2,  0, 1),
    (5,  'tied',           2, 12, 4),
    (6,  'moved_later',    1, 30, 4),
    (7,  'moved_earlier',  1, 30, 4),
    (8,  'moved_first',    1, 30, 4),
    (9,  'renewed',        4, 12, 3),
    (10, 'unlinked',       3,  6, 3),
    (11, 'no_iteration',   1,  9, 0),
    (12, 'unknown',        2,  4, 0),
    (13, 'no_adaction',    3,  6, 0),
    (14, 'deleted',        2,  4, 0),
    (15, 'unset',          1,  6, 0),
    (16, 'new',            2, 90, 1)
) AS t (place, lane, offers, loud, iterations);

-- began: when its campaigns went out
CREATE TEMP TABLE sample_offer AS
WITH numbered AS (
    SELECT row_number() OVER (ORDER BY place, j) AS offer, lane, j, loud, iterations
    FROM sample_lane, unnest(range(offers)) AS r (j)
)

SELECT
    offer,
    lane,
    j,
    loud * (60 + sample_pick(offer, 101, 80)) AS loud,
    CASE
        WHEN lane IN ('plain', 'early') THEN 2 + sample_pick(offer, 102, 6)
        ELSE iterations
    END AS iterations,
    1 + sample_pick(offer, 103, 3) AS campaigns,
    CASE
        WHEN lane = 'new' THEN sample_ms('2026-02-03 08:30:00') + j * 5400000 + sample_pick(offer, 104, 3000000)
        WHEN lane LIKE 'moved_%' THEN sample_ms('2025-10-01 09:00:00') + sample_pick(offer, 104, 32400000)
        ELSE sample_ms('2025-10-01 09:00:00') + sample_pick(offer, 105, 40) * 86400000 + sample_pick(offer, 104, 32400000)
    END AS began,
    900 + offer * 7 + sample_pick(offer, 106, 7) AS tune_offer,
    ['Harbor', 'Juniper', 'Copper', 'Meadow', 'Falcon', 'Ember', 'Willow', 'Quartz', 'Beacon', 'Thistle', 'Marble'][1 + offer % 11]
        || ' ' || ['Quest', 'Saga', 'Bingo', 'Kingdoms', 'Puzzle', 'Bank', 'Solitaire'][1 + (offer * 3) % 7] AS title
FROM numbered;
