SELECT id, name FROM (UNPIVOT {{ ref('a') }} ON COLUMNS(* EXCLUDE (id, what)) INTO NAME name VALUE w) WHERE w < 9
