package engine

import (
	"funneltrace/trace"
)

// Reserved are schemas that already mean something to the engine or to a chain.
var Reserved = []string{"main", "memory", "system", "temp", "information_schema", "pg_catalog", trace.RefSchema}
