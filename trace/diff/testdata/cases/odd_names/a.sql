SELECT 1 AS "a b", 2 AS "c""d", 3 AS "row_no", 4 AS "h"
