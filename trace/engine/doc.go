// Package engine is one connection to DuckDB: what is run on it, and what DuckDB says.
//
// A [Session] runs queries and gives names to what they make; all of these begin with [Hidden], so that [Reset] finds them
// again. A [Catalog] knows which functions aggregate and which are volatile, a [Printer] makes
// SQL of trees, all of it for one moment. [SplitMessage] and [InWords] turn an error of
// DuckDB's into one for the author of the SQL.
//
// It knows nothing of chains, and must not: whoever has a query can use it. Start with session.go.
package engine
