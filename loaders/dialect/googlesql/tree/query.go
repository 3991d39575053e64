package tree

// Query is a query with what stands before and behind it.
type Query struct {
	At
	With      []CTE
	Recursive bool
	Body      Body
	OrderBy   []Order
	Limit     Expr
	Offset    Expr
}

// CTE is one query of a WITH.
type CTE struct {
	Name  Name
	Query *Query
}

// Body is a [*Select], a [*SetOp] or a [*Query] in parentheses.
type Body interface{ body() }

func (*Select) body() {}
func (*SetOp) body()  {}
func (*Query) body()  {}

// SetOp is Left Op Right; Op is UNION, INTERSECT or EXCEPT.
type SetOp struct {
	At
	Op          string
	All         bool
	Left, Right Body
}

// Order is one key of an ORDER BY.
type Order struct {
	X     Expr
	Desc  bool
	Nulls string // FIRST, LAST or empty
}

// Select is SELECT … with its clauses.
type Select struct {
	At
	Distinct bool
	As       string // STRUCT, VALUE or empty
	Items    []Item
	From     Source // nil: no FROM
	Where    Expr
	Group    *GroupBy
	Having   Expr
	Qualify  Expr
	Windows  []NamedWindow
}

// GroupBy is GROUP BY ALL, or of keys.
type GroupBy struct {
	All  bool
	Keys []GroupKey
}

// GroupKey is an expression, or ROLLUP, CUBE or GROUPING SETS of lists of them.
type GroupKey struct {
	X    Expr
	Kind string // ROLLUP, CUBE, SETS or empty
	Sets []GroupKey
	List []Expr // of a set: (a, b)
}

// NamedWindow is one of WINDOW.
type NamedWindow struct {
	Name   Name
	Window Window
}

// Window is what stands behind OVER.
type Window struct {
	At
	Base      *Name // of another window; alone it is that window
	Partition []Expr
	OrderBy   []Order
	Frame     *Frame
}

// Frame is ROWS or RANGE BETWEEN two bounds.
type Frame struct {
	Unit       string
	Start, End Bound
	Between    bool
}

// Bound is one end of a frame: UNBOUNDED PRECEDING, CURRENT ROW, 3 FOLLOWING.
type Bound struct {
	What string // PRECEDING, FOLLOWING, or CURRENT ROW
	X    Expr   // nil: UNBOUNDED
}
