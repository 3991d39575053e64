package tree

import "funneltrace/loaders/dialect"

// Source is an item of a FROM.
type Source interface {
	Place() dialect.Span
	source()
}

func (*Table) source()   {}
func (*Unnest) source()  {}
func (*Derived) source() {}
func (*Join) source()    {}
func (*Pivot) source()   {}
func (*Unpivot) source() {}
func (*Sample) source()  {}

func (*TableFunction) source() {}

// Table is a table by its name, or the array of a table before it.
type Table struct {
	At
	Path   []Name // project, dataset, table; a name in one pair of backticks is cut at its dots
	AsOf   Expr   // of FOR SYSTEM_TIME AS OF
	Alias  *Name
	Offset *Offset // of WITH OFFSET, which says that it is an array
}

// Unnest is UNNEST(array).
type Unnest struct {
	At
	Array  Expr
	Alias  *Name
	Offset *Offset
}

// Offset is WITH OFFSET AS alias.
type Offset struct{ Alias *Name }

// Derived is a query in parentheses.
type Derived struct {
	At
	Query *Query
	Alias *Name
}

// Join is two items with a comma or a join between them.
type Join struct {
	At
	Kind        string // COMMA, CROSS, INNER, LEFT, RIGHT or FULL
	Left, Right Source
	On          Expr
	Using       []Name
}

// Pivot is of PIVOT(aggregates FOR column IN (values)).
type Pivot struct {
	At
	Of         Source
	Aggregates []Item
	For        Expr
	In         []Item
	Alias      *Name
}

// Unpivot is of UNPIVOT(values FOR name IN (columns)).
type Unpivot struct {
	At
	Of           Source
	IncludeNulls bool
	Values       []Name
	Name         Name
	In           []UnpivotColumns
	Alias        *Name
}

// UnpivotColumns are columns that become one row, and the value that says which they were.
type UnpivotColumns struct {
	Columns []Name
	As      Expr // may be nil
}

// TableFunction is a function that returns a table.
type TableFunction struct {
	At
	Call  *Call
	Alias *Name
}

// Sample is of TABLESAMPLE SYSTEM (n PERCENT).
type Sample struct {
	At
	Of      Source
	Percent Expr
}
