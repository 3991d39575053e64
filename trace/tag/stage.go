package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// stage is a row stage as it is described: what it reads, what it asks of the rows, and what it gives. Nothing of it has run.
// It becomes one query of three floors: below, what is read of the FROM; above, the mask of what each row fails; on top, the
// columns.
type stage struct {
	read    []sqltree.Node // of the FROM, by fresh names
	from    sqltree.Node
	ladder  ladder
	raw     *rawPlan      // how it reads the spine raw; nil if it does not
	columns []stageColumn // of the plain relation
	beside  []string      // hidden columns

	guard    string // the condition under which columns are computed that may raise an error; empty is always
	guardAll bool   // under which all of them are
	packed   bool   // they are put into one, which a dropped row does not have
}

// describedStage is the stage that the SELECT is, its columns as they are.
func (q *selection) describedStage(columns []stageColumn, beside []string) stage {
	return stage{read: q.inner, from: q.from, ladder: q.ladder, columns: columns, beside: beside}
}

// below is what it reads of the FROM.
func (s stage) below() sqltree.Node {
	n := sqltree.SelectOf(s.raw.inner(s.read)...)
	n.Set("from_table", s.from)
	return n
}

// list is its SELECT list, without the mask.
func (s stage) list() []string {
	var out []string
	switch {
	case s.packed:
		out = []string{pack(s.columns)}
	case s.guard != "":
		out = listed(guarded(s.columns, s.guard, s.guardAll))
	default:
		out = listed(s.columns)
	}
	return append(out, s.beside...)
}

// over is the query over what is read, which is SQL.
func (s stage) over(below string) (string, error) {
	mask, err := s.ladder.mask(s.raw.earlier())
	if err != nil {
		return "", err
	}
	list, source := s.list(), "("+below+")"
	if mask != "" {
		source = "(SELECT *, " + s.raw.mask(mask, len(s.ladder.causes())) + " AS " + maskCol + " FROM " + source + ")"
		list = append(list, maskCol)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + source, nil
}

// printStage is the stage's query.
func (t *Tracer) printStage(ctx context.Context, s stage) (string, error) {
	below, err := t.Print(ctx, s.below())
	if err != nil {
		return "", err
	}
	return s.over(below)
}

// runStage runs the query of a stage into a table, remembers the rows that it dropped, and makes the flow read the others.
// It returns the table.
func (t builder) runStage(ctx context.Context, f *Flow, query string, d stage) (sqltree.From, error) {
	name, err := t.Materialise(ctx, "stage", query)
	if err != nil {
		return sqltree.From{}, err
	}
	table := sqltree.FromTable(name)
	f.Table, f.From = name, table
	if causes := d.ladder.causes(); len(causes) > 0 {
		if !f.Single && !f.forked { // it may multiply: does it?
			copies, err := t.Count(ctx, fmt.Sprintf("SELECT count(%[1]s) - count(DISTINCT %[1]s) FROM %[2]s", IDCol, table))
			if err != nil {
				return sqltree.From{}, err
			}
			f.Single, f.forked = copies == 0, copies > 0
		}
		t.Events = append(t.Events, Deaths{Table: table, Carried: f.Carried, Level: f.Level, Causes: causes, Rungs: d.ladder.rungs(), Step: t.step, Shared: t.isShared(f), Once: f.once()})
		f.alive = aliveRow
		f.From = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%s) FROM %s WHERE %s", maskCol, table, aliveRow))
	}
	if d.packed {
		f.Table, f.alive, f.cheap = "", "", true
		f.From = sqltree.FromQuery(fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(append(unpack(d.columns), f.hiddenCols()...), ", "), table, aliveRow))
	}
	f.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+f.From.String())
	return table, err
}
