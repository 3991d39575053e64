package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// entered is the rows that entered a step, in a form from which single rows can be read by their key, the same each time.
type entered struct {
	from    string         // what to put after FROM
	key     string         // the column that tells its rows apart
	level   int            // what IDCol is: 0 root rows, n the groups of rollup n
	columns []trace.Column // of the plain relation
	windows []string       // tables that from joins by the key; they are keyed by RowCol
	single  bool           // the key is the id
}

// entered returns the rows that entered the step.
//
// Where ids are unique they are the keys, and the flow is read as it lies: the engine finds some fifty of millions of ids
// in a Parquet file about as fast as in a table. Else the rows are numbered, once, in a table.
func (e *Evidence) entered(ctx context.Context, s *tag.Step) (*entered, error) {
	f := s.In
	if known := e.known[f]; known != nil {
		return known, nil
	}
	t := e.trace
	in := &entered{level: f.Level, columns: f.Columns, single: f.Single, key: tag.IDCol}
	if f.Single {
		windows, again := t.rereadable(ctx, f)
		if !again {
			if err := t.Settle(ctx, f); err != nil {
				return nil, err
			}
		}
		in.from, in.windows = f.From.String(), windows
	} else {
		// Copies of a root row come in the order of their hashes, the same in each run.
		table, err := t.Materialise(ctx, "entered", fmt.Sprintf("SELECT *, row_number() OVER () AS %[1]s FROM (SELECT * FROM %[2]s AS %[3]sx ORDER BY %[4]s, hash(%[3]sx))", tag.RowCol, f.From, engine.Hidden, tag.IDCol))
		if err != nil {
			return nil, err
		}
		in.from, in.key = sqltree.Quote(table), tag.RowCol
	}
	e.known[f] = in
	return in, nil
}

// rereadable says whether reading the flow again gives the same values, and if so which tables of windows it joins.
func (t reader) rereadable(ctx context.Context, f *tag.Flow) (windows []string, again bool) {
	if f.Table != "" {
		return nil, true
	}
	tree, err := t.FromItem(ctx, f.From, engine.Hidden+"x")
	if err != nil || t.VolatileIn(tree) != "" {
		return nil, false
	}
	read := sqltree.TablesRead(tree)
	for _, w := range t.Windows {
		if read[w] {
			windows = append(windows, w)
		}
	}
	return windows, true
}

// column returns the column called name.
func (in *entered) column(name string) (trace.Column, error) {
	at := slices.IndexFunc(in.columns, func(c trace.Column) bool { return strings.EqualFold(c.Name, name) })
	if at < 0 {
		return trace.Column{}, fmt.Errorf("there is no column %q; there are %s", name, strings.Join(tag.NameList(in.columns), ", "))
	}
	return in.columns[at], nil
}

// read returns a SELECT of the rows with these keys, which go by x.
func (in *entered) read(list string, keys []int64) string {
	with := ""
	for i, w := range in.windows {
		// The join's other side would be read whole, so a name of its own stands for the few rows of it.
		sep := map[bool]string{true: "WITH ", false: ", "}[i == 0]
		with += fmt.Sprintf("%s%s AS (SELECT * FROM temp.%s WHERE %s)", sep, sqltree.Quote(w), sqltree.Quote(w), among(tag.RowCol, keys))
	}
	return fmt.Sprintf("%s SELECT %s FROM %s AS x WHERE %s", with, list, in.from, among("x."+in.key, keys))
}

// among is SQL that is TRUE where the column is one of the keys. It says so three times: IN lets the engine pass over whole
// blocks of rows, and is all that reaches Parquet; list_contains spares it the other columns of a block's rows that are not
// meant; the bounds spare it whole files of a table in several.
func among(column string, keys []int64) string {
	if len(keys) == 0 {
		return "FALSE"
	}
	var b strings.Builder
	for i, k := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, k)
	}
	return fmt.Sprintf("list_contains([%[2]s]::BIGINT[], %[1]s) AND %[1]s IN (%[2]s) AND %[1]s >= %[3]d AND %[1]s <= %[4]d",
		column, b.String(), slices.Min(keys), slices.Max(keys))
}
