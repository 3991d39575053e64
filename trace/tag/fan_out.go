package tag

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// mayMultiply returns the joins that can turn one row into several: their keys repeat in the lookup.
func (q *selection) mayMultiply(ctx context.Context) ([]*joined, error) {
	var out []*joined
	for _, j := range q.joins {
		repeats, err := q.repeats(ctx, j)
		if err != nil {
			return nil, err
		}
		if repeats {
			out = append(out, j)
		}
	}
	return out, nil
}

// repeats says whether the lookup has two rows for one key, or two ranges that overlap. Where neither can be told, it says so too.
func (q *selection) repeats(ctx context.Context, j *joined) (bool, error) {
	if j.node.Str("ref_type") == "ASOF" {
		return false, nil
	}
	pairs, err := q.keyPairs(ctx, j)
	if err != nil {
		return false, err
	}
	lookup := j.lookup()
	if len(pairs) == 0 || lookup.Type() == "JOIN" || sqltree.RefersOutside(lookup) {
		return true, nil
	}
	if overlap, known, err := q.overlaps(ctx, j); known || err != nil {
		return overlap, err
	}
	keys, err := q.repeatedKeys(ctx, lookup, pairs)
	if err != nil {
		return true, ctx.Err() // a lateral lookup, or one that cannot be read alone: it may
	}
	j.repeated = keys
	return keys != "", nil
}

// keysNamed is how many keys that repeat are named.
const keysNamed = 3

// repeatedKeys names the keys that several rows of the lookup have, those of the most rows first, with the rows if a column tells them
// apart; empty if there are none.
func (q *selection) repeatedKeys(ctx context.Context, lookup sqltree.Node, pairs []keyPair) (string, error) {
	query := sqltree.SelectOf()
	var list []sqltree.Node
	var columns []string
	for i, p := range pairs {
		k := engine.Hidden + "k" + strconv.Itoa(i)
		list, columns = append(list, sqltree.Aliased(p.far, k)), append(columns, k)
	}
	query.Set("from_table", lookup)
	query.SetList("select_list", list)
	text, err := q.t.Print(ctx, query)
	if err != nil {
		return "", err
	}
	keys := strings.Join(columns, ", ")
	most := fmt.Sprintf("SELECT count(*) OVER () AS keys, n, %[1]s FROM (SELECT count(*) AS n, %[1]s FROM (%[2]s) WHERE (%[3]s) IS NOT NULL GROUP BY %[1]s HAVING count(*) > 1) ORDER BY n DESC, %[1]s LIMIT %[4]d", keys, text, columns[0], keysNamed)
	rows, err := q.t.Values(ctx, most, keysNamed)
	if len(rows) == 0 || err != nil {
		return "", err
	}
	query.SetList("select_list", append(list, sqltree.Star("", nil)))
	if text, err = q.t.Print(ctx, query); err != nil {
		return "", err
	}
	those := fmt.Sprintf("(FROM (%s) SEMI JOIN (%s) USING (%s))", text, most, keys)
	if name := q.t.tellApart(ctx, those, columns); name != "" {
		rows, err = q.t.Values(ctx, fmt.Sprintf("SELECT keys, n, %[1]s, r.names FROM (%[2]s) LEFT JOIN (SELECT %[1]s, %[3]s AS names FROM %[4]s GROUP BY %[1]s) AS r USING (%[1]s) ORDER BY n DESC, %[1]s", keys, most, listNames(name, ", "), those), keysNamed)
		if err != nil {
			return "", err
		}
	}
	var out []string
	for _, row := range rows {
		var key []string
		for _, v := range row[2 : 2+len(columns)] {
			key = append(key, v.Text)
		}
		names := ""
		if more := row[2+len(columns):]; len(more) > 0 && !more[0].Null {
			names = ": " + more[0].Text
		}
		out = append(out, fmt.Sprintf("%s (%s rows%s)", strings.Join(key, " + "), row[1].Text, names))
	}
	if all := rows[0][0].Text; all != strconv.Itoa(len(rows)) {
		out = append(out, "… "+all+" in all")
	}
	return strings.Join(out, ", "), nil
}

// keyName is the lookup's side of a pair as a reader knows it: p.id.
func (q *selection) keyName(ctx context.Context, p keyPair) (string, error) {
	if parts := p.far.Strings("column_names"); len(parts) > 0 {
		return strings.Join(parts, "."), nil
	}
	return q.t.PredicateText(ctx, p.far)
}

// measureFanOut counts what a stage multiplied, and settles whether its ids are still one to a row.
func (q *selection) measureFanOut(ctx context.Context, f *Flow, may []*joined, unnests []unnest) error {
	var rows, ids, manyIDs, rootless int64
	err := q.t.Conn.QueryRowContext(ctx, fmt.Sprintf(
		`SELECT coalesce(sum(n), 0)::BIGINT, count(*), count(*) FILTER (WHERE n > 1), (SELECT count(*) FROM %[2]s WHERE %[1]s IS NULL)
		FROM (SELECT count(*) AS n FROM %[2]s WHERE %[1]s IS NOT NULL GROUP BY %[1]s)`, IDCol, f.From)).Scan(&rows, &ids, &manyIDs, &rootless)
	if err != nil {
		return err
	}
	if rootless > 0 {
		q.t.note("%s: %s rows of its output come from a lookup alone and stand for no %s", q.t.step.Name, trace.Grouped(rootless), q.t.Chain.Root.Unit)
	}
	f.Single = rows == ids
	if rows == ids {
		return nil
	}
	before := int64(0)
	if !q.spine.Single {
		err := q.t.Conn.QueryRowContext(ctx, fmt.Sprintf(
			`SELECT count(*) - count(DISTINCT %[1]s) FROM %[2]s WHERE %[1]s IN (SELECT %[1]s FROM %[3]s)`, IDCol, q.spine.From, f.From)).Scan(&before)
		if err != nil {
			return err
		}
	}
	if rows-ids-before > 0 {
		was := ""
		if !q.spine.Single {
			was = CopiesOf(q.spine)
		}
		return q.t.addFanOut(ctx, q.fanOutOf(may, unnests), was, f)
	}
	return nil
}

// fanOutOf is the fan-out of a stage as far as its text and its lookups tell.
func (q *selection) fanOutOf(may []*joined, unnests []unnest) trace.FanOut {
	var texts, keys []string
	only := ""
	var out trace.FanOut
	for _, j := range may {
		words, at := q.t.model.Words(trace.Span{Start: j.marker.start, End: j.marker.end})
		if words != "" {
			words = joinWords.FindString(j.predicate) + words
		}
		texts = append(texts, cmp.Or(words, j.predicate))
		if len(may)+len(unnests) == 1 {
			out.Pos, out.Start, out.End = j.marker.pos, at.Start, at.End
		}
		if j.repeated != "" {
			keys = append(keys, j.marker.relation+" "+j.repeated)
			only = j.repeated
		}
	}
	if len(keys) == 1 {
		keys[0] = only
	}
	for _, u := range unnests {
		texts = append(texts, u.text)
	}
	out.Join, out.Keys = strings.Join(texts, "; "), strings.Join(keys, "; ")
	return out
}

// Repeats are the ids that several rows of a flow have.
type Repeats struct {
	Table string // id, and n, in how many rows it is
	Extra int64  // rows beyond one for each
}

// repeatsIn finds them; nil if there are none.
func (t builder) repeatsIn(ctx context.Context, f *Flow) (*Repeats, error) {
	table, err := t.Materialise(ctx, "repeats", "SELECT id, n FROM "+CopiesOf(f)+" WHERE n > 1")
	if err != nil {
		return nil, err
	}
	extra, err := t.Count(ctx, "SELECT coalesce(sum(n - 1), 0)::BIGINT FROM "+table)
	if extra == 0 || err != nil {
		return nil, err
	}
	return &Repeats{table, extra}, nil
}

// CopiesOf is SQL for how many rows of a flow each of its ids is in: id and n. Those in one row may be left out where that is known.
func CopiesOf(f *Flow) string {
	if f.repeats != nil {
		return "(SELECT id, n FROM " + f.repeats.Table + ")"
	}
	return fmt.Sprintf("(SELECT %[1]s AS id, count(*) AS n FROM %[2]s WHERE %[1]s IS NOT NULL GROUP BY %[1]s)", IDCol, f.From)
}

// addFanOut notes the root rows that became more rows in a flow; before is SQL for how many they were, as that of CopiesOf, and empty
// where they were one each.
func (t builder) addFanOut(ctx context.Context, out trace.FanOut, before string, after *Flow) error {
	if before == "" {
		before = "(SELECT NULL::BIGINT AS id, 1 AS n LIMIT 0)"
	}
	query := fmt.Sprintf("SELECT a.id, a.n - coalesce(b.n, 1) AS extra FROM %s AS a LEFT JOIN %s AS b ON b.id = a.id WHERE a.n > coalesce(b.n, 1)", CopiesOf(after), before)
	return t.recordFanOut(ctx, out, t.extraOfRoots(after, query))
}

// extraOfRoots is a query of the ids of a flow, and how many rows each has too many, for the root rows.
func (t builder) extraOfRoots(f *Flow, query string) string {
	if f.Level == 0 {
		return query
	}
	return fmt.Sprintf("SELECT l.id, x.extra FROM (%s) AS x JOIN %s AS l ON l.gid = x.id", query, t.LineageOf(f))
}

// recordFanOut notes a fan-out of the step being built; the query gives ids of root rows and how many rows each has too many.
func (t builder) recordFanOut(ctx context.Context, out trace.FanOut, query string) error {
	table, err := t.Materialise(ctx, "fanned", query)
	if err != nil {
		return err
	}
	query = "SELECT count(DISTINCT id), coalesce(sum(extra), 0)::BIGINT FROM " + sqltree.Quote(table)
	if err := t.Conn.QueryRowContext(ctx, query).Scan(&out.Clicks, &out.Extra); err != nil {
		return err
	}
	if out.Extra > 0 {
		t.step.FanOuts = append(t.step.FanOuts, out)
		t.step.Fanned = append(t.step.Fanned, table)
	}
	return nil
}
