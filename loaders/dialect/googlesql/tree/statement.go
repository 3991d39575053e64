package tree

// Script is the query of a model, with what stands before it.
type Script struct {
	Functions []Function
	Variables []Variable
	Query     *Query
}

// Function is CREATE TEMP FUNCTION.
type Function struct {
	At
	Name     Name
	Params   []TypeField
	Returns  *Type
	Language string // JS, or empty for SQL
	Body     Expr   // of SQL
	Code     string // of another language
}

// Variable is a DECLARE, or a SET of one that was declared.
type Variable struct {
	At
	Name  Name
	Type  *Type // may be nil
	Value Expr  // nil: NULL
}
