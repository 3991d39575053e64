package tag

import (
	"context"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// A test says something of a cause only where there is no doubt that it speaks of the rows which the cause drops.
// Elsewhere the kind's class stands, which is the same for most.

// notNullHint returns the test not_null on the only column of a condition, if the kind's cause drops the rows where that is NULL.
func (q *selection) notNullHint(ctx context.Context, written sqltree.Node, kind trace.Kind) *trace.Hint {
	if len(q.t.Chain.Hints) == 0 {
		return nil
	}
	switch kind {
	case trace.MissingValue, trace.Filter:
		return q.hintOn(ctx, sqltree.OnlyColumn(sqltree.NotNullCheck(written), true), trace.NotNull)
	case trace.NullPredicate:
		return q.hintOn(ctx, sqltree.OnlyColumn(written, false), trace.NotNull)
	}
	return nil
}

// uniqueHint returns the test unique on what a dedup partitions by, if that is a column of the only table of the FROM.
func (q *selection) uniqueHint(ctx context.Context, partitions []sqltree.Node) *trace.Hint {
	s := q.written
	if len(q.t.Chain.Hints) == 0 || s == nil || len(partitions) != 1 || len(s.leaves) != 1 || s.grouped() {
		return nil
	}
	relation, column := q.directColumn(ctx, q.t.AsWritten(partitions[0]))
	return q.t.Chain.HintOn(relation, column, trace.Unique)
}

// hintOn returns a test on a column: of the relation that it is read from, or of the model that it becomes a column of.
func (q *selection) hintOn(ctx context.Context, ref sqltree.Node, test string) *trace.Hint {
	relation, column := q.directColumn(ctx, ref)
	if h := q.t.Chain.HintOn(relation, column, test); h != nil {
		return h
	}
	if ref != nil && q.passesOn(ctx, ref) {
		parts := ref.Strings("column_names")
		return q.t.Chain.HintOn(trace.SourceName{Schema: trace.RefSchema, Table: q.t.model.Name}, parts[len(parts)-1], test)
	}
	return nil
}

// directColumn returns the source or model that a column is read from, and its name there; nothing if the SELECT reads it
// from something else, or only a part of it.
func (q *selection) directColumn(ctx context.Context, ref sqltree.Node) (trace.SourceName, string) {
	l := q.leafOf(ctx, ref)
	if l == nil {
		return trace.SourceName{}, ""
	}
	parts := ref.Strings("column_names")
	return q.written.reads[strings.ToLower(l.alias)], parts[len(parts)-1]
}

// leafOf returns the one table of the FROM, as the model has it, that the expression is a whole column of; nil if there is none.
func (q *selection) leafOf(ctx context.Context, ref sqltree.Node) *leaf {
	if q.written == nil || ref.Class() != "COLUMN_REF" {
		return nil
	}
	l, name, err := q.written.resolve(ctx, ref)
	parts := ref.Strings("column_names")
	switch {
	case err != nil || l == nil || !strings.EqualFold(parts[len(parts)-1], name):
		return nil
	case len(parts) == 1 && !q.written.usingColumn(name): // which is of both sides
		return l
	case len(parts) > 1 && strings.EqualFold(parts[len(parts)-2], l.alias):
		return l
	}
	return nil
}

// passesOn says whether the column leaves the model as it is, under its own name.
func (q *selection) passesOn(ctx context.Context, ref sqltree.Node) bool {
	l := q.leafOf(ctx, ref)
	if l == nil || !q.written.output {
		return false
	}
	parts := ref.Strings("column_names")
	name := parts[len(parts)-1]
	for _, it := range q.written.items {
		if strings.EqualFold(it.name, name) {
			as := it.expr.Strings("column_names")
			return q.leafOf(ctx, it.expr) == l && strings.EqualFold(as[len(as)-1], name)
		}
	}
	return false
}

// joinHints returns the tests on the column by which the spine looks something up, if the join is on nothing else: what they
// say is that the key is in the lookup, and that it is there at all.
func (q *selection) joinHints(ctx context.Context, j *joined) (relationships, notNull *trace.Hint) {
	on := len(j.node.Strings("using_columns")) + len(sqltree.Conjuncts(j.node.Child("condition")))
	if len(q.t.Chain.Hints) == 0 || on != 1 {
		return nil, nil
	}
	pairs, err := q.keyPairs(ctx, j)
	if err != nil || len(pairs) != 1 {
		return nil, nil
	}
	relation, column := q.directColumn(ctx, pairs[0].near)
	return q.t.Chain.HintOn(relation, column, trace.Relationships), q.t.Chain.HintOn(relation, column, trace.NotNull)
}

// semiHint is the test relationships on the spine's column of a SEMI JOIN on nothing but that.
func (q *selection) semiHint(ctx context.Context, s *semi) *trace.Hint {
	if len(q.t.Chain.Hints) == 0 || s.anti || s.on.Type() != "COMPARE_EQUAL" {
		return nil
	}
	for _, key := range []string{"left", "right"} {
		ref := s.on.Child(key)
		if len(ref.Strings("column_names")) < 2 { // it may be of the other side
			continue
		}
		relation, column := q.directColumn(ctx, ref)
		if h := q.t.Chain.HintOn(relation, column, trace.Relationships); h != nil {
			return h
		}
	}
	return nil
}
