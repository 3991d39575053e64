-- Whether a text column holds numbers, some of which are written with a comma; and whether it holds numbers, each point of which
-- stands before three digits, as between thousands.
SELECT
    coalesce(bool_and(regexp_full_match(trim($COLUMN), '-?[0-9][0-9.,]*')), false)
        AND coalesce(bool_or(contains($COLUMN, ',')), false),
    coalesce(bool_and(regexp_full_match(trim($COLUMN), '-?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)')), false)
        AND coalesce(bool_or(contains($COLUMN, '.')), false)
FROM $TABLE
