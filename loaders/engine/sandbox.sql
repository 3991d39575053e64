-- The order matters: once external access is off, no folder can be added; once locked, nothing changes.
SET temp_directory = $TEMP;
SET allowed_directories = $DIRS;
SET allowed_paths = $FILES;
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
SET allow_community_extensions = false;
SET allow_persistent_secrets = false;
-- What a timestamp with time zone prints must not depend on the machine.
SET GLOBAL TimeZone = 'UTC';
-- A TRY guards what is in it; computed once with the same expression outside, it would raise its error there (DuckDB 1.5).
-- The first row by a window's order is another one where that order has a NULL, above a GROUP BY (DuckDB 1.5).
-- A join would be asked before the first few rows are taken that it is joined to (DuckDB 1.5).
SET disabled_optimizers = 'common_subexpressions,top_n_window_elimination,top_n';
SET enable_external_access = false;
SET lock_configuration = true;
