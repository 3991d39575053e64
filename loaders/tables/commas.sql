-- What a text column's commas and points may be: whether it holds numbers, some of which have a comma; whether a point comes
-- after a comma in one, so that the commas stand between thousands; and whether each point may stand between thousands.
SELECT
    coalesce(bool_and(regexp_full_match(trim($COLUMN), '-?[0-9][0-9.,]*')), false)
        AND coalesce(bool_or(contains($COLUMN, ',')), false),
    coalesce(bool_or(regexp_matches($COLUMN, ',.*\.')), false),
    coalesce(bool_and(regexp_full_match(trim($COLUMN), '-?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)')), false)
        AND coalesce(bool_or(contains($COLUMN, '.')), false)
FROM $TABLE
