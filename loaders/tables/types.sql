-- The type of a text column: one that prints every value as it was written, else text.
-- 007 is no number and 1.10 no date, here: a slug or a version must not change on the way in.
SELECT CASE
    WHEN count($COLUMN) = 0 THEN 'VARCHAR'
    WHEN bool_and($COLUMN IN ('true', 'false')) THEN 'BOOLEAN'
    WHEN bool_and(coalesce(CAST(TRY_CAST($COLUMN AS BIGINT) AS VARCHAR) = $COLUMN, $COLUMN IS NULL)) THEN 'BIGINT'
    WHEN bool_and(coalesce(
        regexp_full_match($COLUMN, '-?(0|[1-9][0-9]*)(\.[0-9]+)?') AND length(regexp_replace($COLUMN, '[-.]', '', 'g')) <= 15, $COLUMN IS NULL
    )) THEN 'DOUBLE'
    WHEN bool_and(coalesce(CAST(TRY_CAST($COLUMN AS DATE) AS VARCHAR) = $COLUMN, $COLUMN IS NULL)) THEN 'DATE'
    WHEN bool_and(coalesce(CAST(TRY_CAST($COLUMN AS TIMESTAMP) AS VARCHAR) = $COLUMN, $COLUMN IS NULL)) THEN 'TIMESTAMP'
    ELSE 'VARCHAR'
END
FROM $TABLE
