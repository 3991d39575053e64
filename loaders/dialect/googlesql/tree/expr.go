// Package tree is the syntax tree of GoogleSQL. Every node keeps the stretch of the text that it was read from.
package tree

import "funneltrace/loaders/dialect"

// At is the stretch of the text that a node was read from.
type At struct{ Span dialect.Span }

// Place returns the stretch.
func (a At) Place() dialect.Span { return a.Span }

// Expr is an expression.
type Expr interface {
	Place() dialect.Span
	expr()
}

func (At) expr() {}

// Name is an identifier.
type Name struct {
	At
	Text   string
	Quoted bool
}

// LiteralKind is what a literal is.
type LiteralKind int

// The kinds of literal.
const (
	Null LiteralKind = iota
	Bool
	Int
	Float
	String
	Bytes
)

// Literal is a constant; Value is its value, of a number as written.
type Literal struct {
	At
	Kind  LiteralKind
	Value string
}

// Typed is a literal behind the name of its type: DATE '2024-05-17'.
type Typed struct {
	At
	Type  string // upper case
	Value string
}

// Interval is INTERVAL value part, or INTERVAL value part TO part.
type Interval struct {
	At
	Value    Expr
	From, To string // upper case; To may be empty
}

// Param is @name, @@name or ?.
type Param struct {
	At
	Text string
}

// Field is X.Name.
type Field struct {
	At
	X    Expr
	Name Name
}

// Index is X[I], X[OFFSET(I)], X[SAFE_ORDINAL(I)] …; Kind is empty for the plain one.
type Index struct {
	At
	X, I Expr
	Kind string
}

// Star is *, or X.*.
type Star struct {
	At
	Of      Expr // nil: of all
	Except  []Name
	Replace []Item
}

// Unary is Op X: NOT, -, + or ~.
type Unary struct {
	At
	Op string
	X  Expr
}

// Binary is X Op Y.
type Binary struct {
	At
	Op   string
	X, Y Expr
}

// Junction is conditions with AND or OR between them.
type Junction struct {
	At
	Op    string
	Terms []Expr
}

// Is is X IS [NOT] NULL, TRUE, FALSE or UNKNOWN.
type Is struct {
	At
	X    Expr
	Not  bool
	What string
}

// Distinct is X IS [NOT] DISTINCT FROM Y.
type Distinct struct {
	At
	X, Y Expr
	Not  bool
}

// Between is X [NOT] BETWEEN Low AND High.
type Between struct {
	At
	X, Low, High Expr
	Not          bool
}

// In is X [NOT] IN (list), (query) or UNNEST(array).
type In struct {
	At
	X     Expr
	Not   bool
	List  []Expr
	Query *Query
	Array Expr
}

// Like is X [NOT] LIKE pattern, or LIKE ANY, SOME or ALL of patterns.
type Like struct {
	At
	X        Expr
	Not      bool
	Quantity string // empty, ANY or ALL
	Patterns []Expr
	Array    Expr // of UNNEST(array)
	Query    *Query
}

// Case is CASE [X] WHEN … END.
type Case struct {
	At
	X     Expr // may be nil
	Whens []When
	Else  Expr // may be nil
}

// When is one case of several.
type When struct{ When, Then Expr }

// Call is a function's call, with all that may stand in one.
type Call struct {
	At
	Name     []Name // SAFE, NET or a dataset before the function's own name
	Distinct bool
	Args     []Expr
	Nulls    string // IGNORE, RESPECT or empty
	Having   *HavingMax
	OrderBy  []Order
	Limit    Expr
	Over     *Window
}

// HavingMax is HAVING MAX x, or MIN, in the call of an aggregate.
type HavingMax struct {
	Max bool
	X   Expr
}

// NamedArg is name => value.
type NamedArg struct {
	At
	Name  Name
	Value Expr
}

// Relation is TABLE name or MODEL name as an argument.
type Relation struct {
	At
	Kind string
	Path []Name
}

// Lambda is params -> body.
type Lambda struct {
	At
	Params []Name
	Body   Expr
}

// Cast is CAST or SAFE_CAST.
type Cast struct {
	At
	Safe   bool
	X      Expr
	Type   Type
	Format Expr // may be nil
	Zone   Expr // may be nil
}

// Extract is EXTRACT(part FROM x AT TIME ZONE zone).
type Extract struct {
	At
	Part    string // upper case, as WEEK(MONDAY)
	X, Zone Expr   // Zone may be nil
}

// Array is [a, b] or ARRAY<type>[a, b].
type Array struct {
	At
	Type  *Type // of the elements
	Elems []Expr
}

// Struct is STRUCT(a AS x, b), STRUCT<x type>(a) or the tuple (a, b).
type Struct struct {
	At
	Type   *Type // a STRUCT
	Tuple  bool
	Fields []Item
}

// Subquery is a query as an expression; Kind is ARRAY, EXISTS or empty for the value of one row.
type Subquery struct {
	At
	Kind  string
	Query *Query
}

// Item is an expression with a name.
type Item struct {
	X     Expr
	Alias *Name // may be nil
}

// Type is a type as written: INT64, NUMERIC(10, 2), ARRAY<…>, STRUCT<…>.
type Type struct {
	At
	Name   string // upper case
	Params []string
	Elem   *Type       // of an ARRAY, or a RANGE
	Fields []TypeField // of a STRUCT
}

// TypeField is a field of a STRUCT's type; it may have no name.
type TypeField struct {
	Name *Name
	Type Type
}
