package trace

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// The tests that a [Hint] may be.
const (
	testNotNull       = "not_null"
	testUnique        = "unique"
	testRelationships = "relationships"
)

// String says which test it is: "dbt test not_null on orders.customer_id".
func (h Hint) String() string {
	relation := h.Relation.String()
	if h.Relation.Schema == RefSchema {
		relation = h.Relation.Table // models go by their names
	}
	return "dbt test " + h.Test + " on " + relation + "." + h.Column
}

// class is what it means if rows are dropped that the test says there are none of: they are a loss, but for duplicates,
// which somebody should look at.
func (h Hint) class() Class {
	if h.Test == testUnique {
		return Review
	}
	return Loss
}

// hint returns the test on a column of a relation, or nil.
func (c *Chain) hint(relation SourceName, column, test string) *Hint {
	for i, h := range c.Hints {
		if h.Test == test && strings.EqualFold(h.Column, column) && strings.EqualFold(h.Relation.Schema, relation.Schema) && strings.EqualFold(h.Relation.Table, relation.Table) {
			return &c.Hints[i]
		}
	}
	return nil
}

// A test says something of a cause only where there is no doubt that it speaks of the rows which the cause drops.
// Elsewhere the kind's class stands, which is the same for most.

// notNullHint returns the test not_null on the only column of a condition, if the kind's cause drops the rows where that is NULL.
func (q *selection) notNullHint(ctx context.Context, written sqltree.Node, kind Kind) *Hint {
	if len(q.t.chain.Hints) == 0 {
		return nil
	}
	switch kind {
	case MissingValue, Filter:
		return q.hintOn(ctx, onlyColumn(notNullCheck(written), true), testNotNull)
	case NullPredicate:
		return q.hintOn(ctx, onlyColumn(written, false), testNotNull)
	}
	return nil
}

// uniqueHint returns the test unique on what a dedup partitions by, if that is a column of the only table of the FROM.
func (q *selection) uniqueHint(ctx context.Context, partitions []sqltree.Node) *Hint {
	s := q.said
	if len(q.t.chain.Hints) == 0 || s == nil || len(partitions) != 1 || len(s.leaves) != 1 || s.grouped() {
		return nil
	}
	relation, column := q.directColumn(ctx, q.t.asWritten(partitions[0]))
	return q.t.chain.hint(relation, column, testUnique)
}

// hintOn returns a test on a column: of the relation that it is read from, or of the model that it becomes a column of.
func (q *selection) hintOn(ctx context.Context, ref sqltree.Node, test string) *Hint {
	relation, column := q.directColumn(ctx, ref)
	if h := q.t.chain.hint(relation, column, test); h != nil {
		return h
	}
	if ref != nil && q.passesOn(ctx, ref) {
		parts := ref.Strings("column_names")
		return q.t.chain.hint(SourceName{RefSchema, q.t.model.Name}, parts[len(parts)-1], test)
	}
	return nil
}

// directColumn returns the source or model that a column is read from, and its name there; nothing if the SELECT reads it
// from something else, or only a part of it.
func (q *selection) directColumn(ctx context.Context, ref sqltree.Node) (SourceName, string) {
	l := q.leafOf(ctx, ref)
	if l == nil {
		return SourceName{}, ""
	}
	parts := ref.Strings("column_names")
	return q.said.reads[strings.ToLower(l.alias)], parts[len(parts)-1]
}

// leafOf returns the one table of the FROM, as the model has it, that the expression is a whole column of; nil if there is none.
func (q *selection) leafOf(ctx context.Context, ref sqltree.Node) *leaf {
	if q.said == nil || ref.Class() != "COLUMN_REF" {
		return nil
	}
	l, name, err := q.said.resolve(ctx, ref)
	parts := ref.Strings("column_names")
	switch {
	case err != nil || l == nil || !strings.EqualFold(parts[len(parts)-1], name):
		return nil
	case len(parts) == 1 && !q.said.usingColumn(name): // which is of both sides
		return l
	case len(parts) > 1 && strings.EqualFold(parts[len(parts)-2], l.alias):
		return l
	}
	return nil
}

// passesOn says whether the column leaves the model as it is, under its own name.
func (q *selection) passesOn(ctx context.Context, ref sqltree.Node) bool {
	l := q.leafOf(ctx, ref)
	if l == nil || !q.said.output {
		return false
	}
	parts := ref.Strings("column_names")
	name := parts[len(parts)-1]
	for _, it := range q.said.items {
		if strings.EqualFold(it.name, name) {
			as := it.expr.Strings("column_names")
			return q.leafOf(ctx, it.expr) == l && strings.EqualFold(as[len(as)-1], name)
		}
	}
	return false
}

// joinHints returns the tests on the column by which the spine looks something up, if the join is on nothing else: what they
// say is that the key is in the lookup, and that it is there at all.
func (q *selection) joinHints(ctx context.Context, j *joined) (relationships, notNull *Hint) {
	on := len(j.node.Strings("using_columns")) + len(sqltree.Conjuncts(j.node.Child("condition")))
	if len(q.t.chain.Hints) == 0 || on != 1 {
		return nil, nil
	}
	pairs, err := q.keyPairs(ctx, j)
	if err != nil || len(pairs) != 1 {
		return nil, nil
	}
	relation, column := q.directColumn(ctx, pairs[0].near)
	return q.t.chain.hint(relation, column, testRelationships), q.t.chain.hint(relation, column, testNotNull)
}

// semiHint is the test relationships on the spine's column of a SEMI JOIN on nothing but that.
func (q *selection) semiHint(ctx context.Context, s semi) *Hint {
	if len(q.t.chain.Hints) == 0 || s.anti || s.on.Type() != "COMPARE_EQUAL" {
		return nil
	}
	for _, key := range []string{"left", "right"} {
		ref := s.on.Child(key)
		if len(ref.Strings("column_names")) < 2 { // it may be of the other side
			continue
		}
		relation, column := q.directColumn(ctx, ref)
		if h := q.t.chain.hint(relation, column, testRelationships); h != nil {
			return h
		}
	}
	return nil
}

// asWritten is the expression that a hidden column stands for.
func (t *tracer) asWritten(expr sqltree.Node) sqltree.Node {
	for expr.Class() == "COLUMN_REF" {
		of := t.written[expr.Strings("column_names")[0]]
		if of == nil {
			break
		}
		expr = of
	}
	return expr
}

// notNullCheck returns x of a condition that says no more than that x is not NULL, or nil.
func notNullCheck(c sqltree.Node) sqltree.Node {
	if x := notNullTest(c); x != nil {
		return x
	}
	if c.Type() == "COMPARE_DISTINCT_FROM" && c.Child("right").Child("value").Bool("is_null") {
		return c.Child("left")
	}
	return nil
}

// onlyColumn returns the column of an expression that is NULL if and only if that one is; nil if it is another. What cannot be
// read by a TRY_CAST is NULL too; read says that this is a cause of its own.
func onlyColumn(expr sqltree.Node, read bool) sqltree.Node {
	var column sqltree.Node
	sure := true
	expr.Walk(func(n sqltree.Node) bool {
		switch n.Class() {
		case "": // no expression
		case "COLUMN_REF":
			sure = sure && (column == nil || column.Key() == n.Key())
			column = n
		case "CONSTANT":
			sure = sure && !n.Child("value").Bool("is_null")
		case "CAST":
			sure = sure && (read || !n.Bool("try_cast"))
		case "COMPARISON", "BETWEEN":
		case "OPERATOR":
			sure = sure && (n.Type() == "COMPARE_IN" || n.Type() == "COMPARE_NOT_IN" || n.Type() == "OPERATOR_NOT")
		case "FUNCTION":
			sure = sure && neverNullOf[strings.ToLower(n.Str("function_name"))]
		default:
			sure = false
		}
		return sure
	})
	if !sure {
		return nil
	}
	return column
}

// neverNullOf are the functions, as DuckDB calls them, that are NULL of nothing but NULL.
var neverNullOf = map[string]bool{
	"lower": true, "upper": true, "trim": true, "ltrim": true, "rtrim": true, "length": true, "abs": true,
	"~~": true, "!~~": true, "~~*": true, "!~~*": true, "contains": true, "prefix": true, "suffix": true, "starts_with": true, "ends_with": true,
	"+": true, "-": true, "*": true,
}
