package sqltree

import (
	"encoding/json"
	"strings"
)

// noLocation is how DuckDB writes that a node has no place in a text.
const noLocation = json.Number("18446744073709551615")

// Quote returns the identifier quoted for SQL.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal returns the text as an SQL string constant, whatever it holds: a NUL, which would end the statement, is put into words.
func Literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.ContainsRune(text, 0) {
		return "(" + strings.ReplaceAll(quoted, "\x00", "' || chr(0) || '") + ")"
	}
	return quoted
}

// Col is a reference to a column, qualified or not.
func Col(names ...string) Node {
	list := make([]any, len(names))
	for i, n := range names {
		list[i] = n
	}
	return Node{"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "query_location": noLocation, "column_names": list}
}

// Star is * or relation.* without the columns in exclude.
func Star(relation string, exclude []string) Node {
	list := make([]any, len(exclude))
	for i, n := range exclude {
		list[i] = n
	}
	return Node{
		"class": "STAR", "type": "STAR", "alias": "", "query_location": noLocation, "relation_name": relation,
		"exclude_list": list, "replace_list": []any{}, "columns": false, "expr": nil,
		"qualified_exclude_list": []any{}, "rename_list": []any{},
	}
}

// Aliased returns a copy of the expression with an alias.
func Aliased(expr Node, alias string) Node {
	c := expr.Clone()
	c["alias"] = alias
	return c
}

// Try wraps an expression that may raise an error, which then is NULL. See [Triable].
func Try(expr Node) Node { return operator("OPERATOR_TRY", expr.Clone()) }

// Triable says whether DuckDB can compute a TRY around the expression. Around what looks at some rows only, an AND or OR, a
// coalesce or a lambda, DuckDB 1.5 gives wrong values where an error is raised, and can even crash.
func Triable(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool {
		found = found || n.Class() == "CONJUNCTION" || n.Class() == "LAMBDA" || n.Type() == "OPERATOR_COALESCE"
		return !found && n.Class() != "SUBQUERY"
	})
	return !found
}

// Call is a call of a function without arguments.
func Call(name string) Node {
	return Node{"class": "FUNCTION", "type": "FUNCTION", "alias": "", "query_location": noLocation, "function_name": name, "schema": "", "catalog": "",
		"children": []any{}, "filter": nil, "order_bys": map[string]any{"type": "ORDER_MODIFIER", "orders": []any{}},
		"distinct": false, "is_operator": false, "export_state": false}
}

// IsNull is expr IS NULL.
func IsNull(expr Node) Node { return operator("OPERATOR_IS_NULL", expr) }

// IsNotNull is expr IS NOT NULL.
func IsNotNull(expr Node) Node { return operator("OPERATOR_IS_NOT_NULL", expr) }

// Or is the disjunction of the expressions.
func Or(exprs ...Node) Node { return conjunction("CONJUNCTION_OR", exprs) }

// And is the conjunction of the expressions; nil for none.
func And(exprs ...Node) Node { return conjunction("CONJUNCTION_AND", exprs) }

// Equal is left = right.
func Equal(left, right Node) Node { return Compare("COMPARE_EQUAL", left, right) }

// Compare is a comparison of a type that DuckDB knows: COMPARE_LESSTHAN…
func Compare(kind string, left, right Node) Node {
	return Node{"class": "COMPARISON", "type": kind, "alias": "", "query_location": noLocation,
		"left": map[string]any(left), "right": map[string]any(right)}
}

// LeftJoin is left LEFT JOIN right ON condition, in a FROM.
func LeftJoin(left, right, condition Node) Node {
	return join("LEFT", "REGULAR", left, right, condition)
}

// InnerJoin is left JOIN right ON condition, in a FROM.
func InnerJoin(left, right, condition Node) Node {
	return join("INNER", "REGULAR", left, right, condition)
}

// CrossJoin is left, right in a FROM. A condition is not printed.
func CrossJoin(left, right, condition Node) Node {
	return join("INNER", "CROSS", left, right, condition)
}

func join(kind, ref string, left, right, condition Node) Node {
	n := Node{"type": "JOIN", "alias": "", "sample": nil, "query_location": noLocation,
		"left": map[string]any(left), "right": map[string]any(right), "join_type": kind, "ref_type": ref,
		"using_columns": []any{}, "delim_flipped": false, "duplicate_eliminated_columns": []any{}}
	n.Set("condition", condition)
	return n
}

// Table is a reference to a table, with an alias unless empty.
func Table(schema, table, alias string) Node {
	return Node{"type": "BASE_TABLE", "alias": alias, "sample": nil, "query_location": noLocation,
		"schema_name": schema, "table_name": table, "column_name_alias": []any{}, "catalog_name": "", "at_clause": nil}
}

// Subquery is (query) AS alias in a FROM.
func Subquery(query Node, alias string) Node {
	return Node{"type": "SUBQUERY", "alias": alias, "sample": nil, "query_location": noLocation,
		"subquery": map[string]any{"node": map[string]any(query), "named_param_map": []any{}}, "column_name_alias": []any{}}
}

// WithRecursive is WITH RECURSIVE name(aliases) AS (query) SELECT * FROM name.
func WithRecursive(name string, aliases []string, query Node) Node {
	list := make([]any, len(aliases))
	for i, a := range aliases {
		list[i] = a
	}
	out := SelectOf(Star("", nil))
	out.Set("from_table", Table("", name, ""))
	out["cte_map"] = map[string]any{"map": []any{map[string]any{"key": name, "value": map[string]any{
		"aliases": list, "query": map[string]any{"node": map[string]any(query), "named_param_map": []any{}},
		"materialized": "CTE_MATERIALIZE_DEFAULT", "key_targets": []any{},
	}}}}
	return out
}

// EmptyFrom is the FROM of a SELECT without one.
func EmptyFrom() Node {
	return Node{"type": "EMPTY", "alias": "", "sample": nil, "query_location": noLocation}
}

// SelectOf is SELECT exprs, without a FROM.
func SelectOf(exprs ...Node) Node {
	n := Node{
		"type": "SELECT_NODE", "modifiers": []any{}, "cte_map": map[string]any{"map": []any{}},
		"from_table": map[string]any(EmptyFrom()), "where_clause": nil, "group_expressions": []any{}, "group_sets": []any{},
		"aggregate_handling": "STANDARD_HANDLING", "having": nil, "sample": nil, "qualify": nil,
	}
	n.SetList("select_list", exprs)
	return n
}

// Conjuncts returns the parts of a condition that AND joins, from left to right; none for nil.
func Conjuncts(expr Node) []Node {
	if expr == nil {
		return nil
	}
	if expr.Type() != "CONJUNCTION_AND" {
		return []Node{expr}
	}
	var out []Node
	for _, c := range expr.List("children") {
		out = append(out, Conjuncts(c)...)
	}
	return out
}

func operator(kind string, children ...Node) Node {
	n := Node{"class": "OPERATOR", "type": kind, "alias": "", "query_location": noLocation}
	n.SetList("children", children)
	return n
}

func conjunction(kind string, exprs []Node) Node {
	switch len(exprs) {
	case 0:
		return nil
	case 1:
		return exprs[0]
	}
	n := Node{"class": "CONJUNCTION", "type": kind, "alias": "", "query_location": noLocation}
	n.SetList("children", exprs)
	return n
}

// True is TRUE, with an alias unless empty.
func True(alias string) Node {
	return Aliased(CastTo("BOOLEAN", Node{"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", "query_location": noLocation,
		"value": map[string]any{"type": map[string]any{"id": "VARCHAR", "type_info": nil}, "is_null": false, "value": "t"}}), alias)
}

// Always is TRUE too, with an alias, in a way that no planner takes for NULL. Of an outer join with a lateral aggregate DuckDB 1.5
// makes a join with the groups that there are, and a constant beside the aggregate is NULL for the others. It does so only where all
// that is selected is NULL of NULLs.
func Always(alias string) Node { return Aliased(operator("OPERATOR_IS_NOT_NULL", True("")), alias) }

// CastTo is CAST(expr AS t), of a type without parameters.
func CastTo(t string, expr Node) Node {
	return Node{"class": "CAST", "type": "OPERATOR_CAST", "alias": "", "query_location": noLocation,
		"child": map[string]any(expr), "cast_type": map[string]any{"id": t, "type_info": nil}, "try_cast": false}
}

// Exists is EXISTS (query).
func Exists(query Node) Node {
	return Node{"class": "SUBQUERY", "type": "SUBQUERY", "alias": "", "query_location": noLocation,
		"subquery_type": "EXISTS", "subquery": map[string]any{"node": map[string]any(query), "named_param_map": []any{}},
		"child": nil, "comparison_type": "INVALID"}
}

// Not is TRUE where the expression is FALSE.
func Not(expr Node) Node { return operator("OPERATOR_NOT", expr) }

// Ascending is an element of an ORDER BY.
func Ascending(expr Node) Node {
	return Node{"type": "ASCENDING", "null_order": "ORDER_DEFAULT", "expression": map[string]any(expr)}
}

// IsZero is expr = 0.
func IsZero(expr Node) Node { return Equal(expr, Zero()) }

// Zero is 0.
func Zero() Node {
	return Node{"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", "query_location": noLocation,
		"value": map[string]any{"type": map[string]any{"id": "INTEGER", "type_info": nil}, "is_null": false, "value": 0}}
}

// When is CASE WHEN condition THEN expr END.
func When(condition, expr Node) Node {
	null := Node{"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", "query_location": noLocation,
		"value": map[string]any{"type": map[string]any{"id": "NULL", "type_info": nil}, "is_null": true}}
	return Node{"class": "CASE", "type": "CASE_EXPR", "alias": "", "query_location": noLocation,
		"case_checks": []any{map[string]any{"when_expr": map[string]any(condition), "then_expr": map[string]any(expr)}},
		"else_expr":   map[string]any(null)}
}
