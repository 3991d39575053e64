package sqltree

// From is what stands after FROM: a table, or a query. Whoever reads it need not look at its text to know which.
type From struct{ table, query string }

// FromTable reads a table by its name.
func FromTable(name string) From { return From{table: name} }

// FromQuery reads what a query gives.
func FromQuery(query string) From { return From{query: query} }

// String is the SQL that stands after FROM: the quoted table, or the query in parentheses.
func (f From) String() string {
	if f.table != "" {
		return Quote(f.table)
	}
	return "(" + f.query + ")"
}

// IsTable says whether it is a table as it stands.
func (f From) IsTable() bool { return f.table != "" }

// All is a query for everything in it: of a query that is the query itself.
func (f From) All() string {
	if f.table != "" {
		return "SELECT * FROM " + Quote(f.table)
	}
	return f.query
}
