-- The texts as codes of one or two bytes, so that the clicks can be joined to them first and put in order afterwards.
-- A Parquet file takes codes as they are, which is faster than texts; they are read back as VARCHAR.
-- A code's whole dictionary is written for each column, so long lists have types of their own.
CREATE TEMP TYPE sample_word AS ENUM (
    SELECT DISTINCT text
    FROM (UNPIVOT (SELECT * EXCLUDE (slot) FROM sample_visitor) ON COLUMNS(*) INTO NAME field VALUE text)
    ORDER BY text
);

CREATE TEMP TYPE sample_place AS ENUM (
    SELECT DISTINCT text
    FROM (
        UNPIVOT (SELECT * EXCLUDE (visit, fate, detail, id, slashtag, destination) FROM sample_visit)
        ON COLUMNS(*) INTO NAME field VALUE text
    )
    ORDER BY text
);

CREATE TEMP TYPE sample_id AS ENUM (SELECT DISTINCT id FROM sample_visit ORDER BY id);
CREATE TEMP TYPE sample_slashtag AS ENUM (SELECT DISTINCT slashtag FROM sample_visit ORDER BY slashtag);
CREATE TEMP TYPE sample_destination AS ENUM (SELECT DISTINCT destination FROM sample_visit ORDER BY destination);

CREATE TEMP TABLE sample_visitor_coded AS
SELECT
    slot,
    COLUMNS(* EXCLUDE (slot))::sample_word
FROM sample_visitor;

CREATE TEMP TABLE sample_visit_coded AS
SELECT
    visit,
    COLUMNS(* EXCLUDE (visit, fate, detail, id, slashtag, destination))::sample_place,
    id::sample_id AS id,
    slashtag::sample_slashtag AS slashtag,
    destination::sample_destination AS destination
FROM sample_visit;
