package loaders

import "funneltrace/trace"

// reserved are schemas that already mean something to the engine or to a chain.
var reserved = []string{"main", "memory", "system", "temp", "information_schema", "pg_catalog", trace.RefSchema}
