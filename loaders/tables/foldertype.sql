-- The type of a column that folders' names say, as the engine's hive_partitioning chooses it: 01 is text.
SELECT CASE
    WHEN count(v) = 0 THEN 'VARCHAR'
    WHEN bool_and(regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') AND TRY_CAST(v AS DATE) IS NOT NULL) THEN 'DATE'
    WHEN bool_and(
        regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:.*') AND TRY_CAST(v AS TIMESTAMP) IS NOT NULL
    ) THEN 'TIMESTAMP'
    WHEN bool_and(coalesce(CAST(TRY_CAST(v AS BIGINT) AS VARCHAR) = v, false)) THEN 'BIGINT'
    ELSE 'VARCHAR'
END
FROM unnest(CAST($VALUES AS VARCHAR[])) AS values(v)
