package fates

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// shiftsListed is how many pairs of values of a dimension are listed.
const shiftsListed = 1000

// regroup finds, for each dimension, the pairs of rows that reach the number in both states with another value in each. groups are the
// columns that the number's model groups by; of each pair of values as many rows are kept as samples says.
func regroup(ctx context.Context, e *engine.Session, sides [2]bridgeSide, roots [2]string, groups []string, samples int) (out []trace.Regrouping, err error) {
	a, b := sides[0].result, sides[1].result
	keys, err := sqltree.Exprs(ctx, e.Conn, a.Chain.Root.Key)
	if err != nil {
		return nil, fmt.Errorf("%s: root.key: %w", a.Chain.File, err)
	}
	for _, d := range a.Chain.Dimensions {
		col, _ := a.dimension(d.Name)
		grouped := slices.ContainsFunc(groups, func(g string) bool { return strings.EqualFold(g, d.Column) })
		r := trace.Regrouping{Dimension: d.Name, Grouped: d.Step != "" && grouped}
		r.Shifts, r.Clicks, err = shifts(ctx, e, col, a, b, samples)
		if err != nil {
			return nil, err
		}
		if r.Clicks == 0 {
			continue
		}
		for i := range r.Shifts {
			if err := nameRows(ctx, e, r.Shifts[i].Rows, roots[0], a.Chain.Root.Key, keys); err != nil {
				return nil, err
			}
		}
		r.More = r.Clicks
		for _, s := range r.Shifts {
			r.More -= s.Clicks
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(x, y trace.Regrouping) int { return groupedFirst(y) - groupedFirst(x) })
	return out, nil
}

func groupedFirst(r trace.Regrouping) int {
	if r.Grouped {
		return 1
	}
	return 0
}

// shifts are the pairs of values of a dimension, those of the most rows first, and how many rows have another value.
func shifts(ctx context.Context, e *engine.Session, col string, a, b *Result, samples int) (out []trace.Shift, clicks int64, err error) {
	marks := a.marksAt()
	counts := ""
	for _, m := range marks {
		counts += fmt.Sprintf(", count(*) FILTER (WHERE a.%s), count(*) FILTER (WHERE b.%[1]s)", m.col)
	}
	rows, err := e.Conn.QueryContext(ctx, fmt.Sprintf(`SELECT %[8]s, %[9]s, sum(count(*)) OVER ()::BIGINT, count(*), to_json(list([ia, ib] ORDER BY ia)[:%[2]d])::VARCHAR%[3]s
		FROM %[4]s AS p JOIN %[5]s AS a ON a.id = p.ia JOIN %[6]s AS b ON b.id = p.ib
		WHERE a.cause = 0 AND b.cause = 0 AND a.%[1]s IS DISTINCT FROM b.%[1]s GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT %[7]d`,
		col, samples, counts, bridgePairs, a.FatesFrom, b.FatesFrom, shiftsListed, tag.AllOfSeveral("a."+col), tag.AllOfSeveral("b."+col)))
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var s trace.Shift
		var list string
		marked := make([]int64, 2*len(marks))
		if err := rows.Scan(append([]any{&s.From, &s.To, &clicks, &s.Clicks, &list}, engine.Pointers(marked)...)...); err != nil {
			return nil, 0, err
		}
		var pairs [][2]int64
		if err := json.Unmarshal([]byte(list), &pairs); err != nil {
			return nil, 0, err
		}
		for _, p := range pairs {
			s.Rows = append(s.Rows, trace.ShiftRow{Row: p})
		}
		for i, m := range marks {
			label := a.Meta.Steps[m.step].Marks[m.mark].Label
			for side, name := range []string{"A", "B"} {
				if n := marked[2*i+side]; n > 0 {
					s.Why = append(s.Why, fmt.Sprintf("%s: %s in %s", label, trace.Grouped(n), name))
				}
			}
		}
		out = append(out, s)
	}
	return out, clicks, rows.Err()
}

// nameRows reads by what the chain tells the rows.
func nameRows(ctx context.Context, e *engine.Session, list []trace.ShiftRow, roots string, names, keys []string) error {
	if len(keys) == 0 || len(list) == 0 {
		return nil
	}
	var ids, cells []string
	at := map[int64]int{}
	for i, r := range list {
		at[r.Row[0]] = i
		ids = append(ids, strconv.FormatInt(r.Row[0], 10))
	}
	for _, k := range keys {
		cells = append(cells, "CAST(("+k+") AS VARCHAR)")
	}
	rows, err := e.Conn.QueryContext(ctx, fmt.Sprintf("SELECT %s, %s FROM %s WHERE %[1]s IN (%[4]s)", trace.RowColumn, strings.Join(cells, ", "), roots, strings.Join(ids, ", ")))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		texts := make([]*string, len(keys))
		if err := rows.Scan(append([]any{&id}, engine.Pointers(texts)...)...); err != nil {
			return err
		}
		for i, t := range texts {
			v := trace.Value{Name: names[i], Null: t == nil}
			if t != nil {
				v.Text = *t
			}
			list[at[id]].Key = append(list[at[id]].Key, v)
		}
	}
	return rows.Err()
}

// dimensionsHash is SQL over the fates that tells the values of all dimensions apart, of rows that reach the number; NULL of others.
func (r *Result) dimensionsHash() string {
	var cols []string
	for _, d := range r.Chain.Dimensions {
		col, _ := r.dimension(d.Name)
		cols = append(cols, "f."+col)
	}
	if len(cols) == 0 {
		return "NULL::UBIGINT"
	}
	return "CASE WHEN cause = 0 THEN hash(" + strings.Join(cols, ", ") + ") END"
}

// groupedBy are the columns that the number's model groups by, as far as they are named.
func groupedBy(ctx context.Context, e *engine.Session, c *trace.Chain) []string {
	m, ok := c.Model(c.Number.Model)
	if !ok {
		return nil
	}
	tree, err := sqltree.Parse(ctx, e.Conn, m.SQL)
	if err != nil {
		return nil // it runs nonetheless: what is grouped is not told apart then
	}
	var out []string
	items := tree.List("select_list")
	for _, g := range tree.List("group_expressions") {
		if n, ok := sqltree.Ordinal(g); ok && n > 0 && n <= len(items) {
			g = items[n-1]
		}
		if parts := g.Strings("column_names"); len(parts) > 0 {
			out = append(out, parts[len(parts)-1])
		}
	}
	return out
}
