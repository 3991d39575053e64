package fates

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Tables of a bridge while it is made.
const (
	bridgeKeys  = engine.Hidden + "bridge_keys"  // k: hashes of keys whose rows fared otherwise
	bridgePairs = engine.Hidden + "bridge_pairs" // ia, fa, na, pa, ib, fb, nb, pb: id, fate, rows in the number and their groups on each side; NULL where a side has no such row
)

// bridgeRows is the table of a side's rows whose keys are among bridgeKeys.
func bridgeRows(side int) string { return engine.Hidden + "bridge_" + string(rune('a'+side)) }

// keysAtOnce is into how many parts keys are put to find those in which nothing moved.
const keysAtOnce = 1 << 17

// outside is the fate of a row that is not in the slice.
const outside = -1

// bridgeSide is one of the two results that a bridge connects.
type bridgeSide struct {
	result *Result
	ledger *trace.Ledger
	keys   string // subquery of the root rows: id, and k, a hash of the key
	rows   string // subquery of those whose k is in bridgeKeys: id, k, key, whole
	fates  string // subquery of id, fate, n, inside, dims, which tells apart the values of the dimensions, and groups, in which of the number a row counts
	told   bool   // groups is known, or the number's rows are no groups
}

// NewBridge compares the fates of the root rows in two results of one chain, over data A and B. Both must be on conn, with roots
// to select each one's root rows from, numbered in [trace.RowColumn]: what is put after FROM. Rows are told by the chain's key, or as
// a whole if it has none; of several rows with one key, those that are equal are the same, then those that come first.
//
// A result that does not come to the number has no bridge: the error is an [*trace.IncompleteError].
//
// The ledgers of both come with it. It groups once by a hash of the key, and looks at rows only where the fates of a key's rows differ.
//
// Of rows that reach both numbers with another value of a dimension, as many are kept of each pair of values as samples says.
func NewBridge(ctx context.Context, conn *sql.Conn, a, b *Result, roots [2]string, s trace.Slice, samples int) (*trace.Bridge, [2]*trace.Ledger, error) {
	br, ledgers, err := newBridge(ctx, conn, [2]*Result{a, b}, roots, s, samples)
	if err != nil {
		return nil, ledgers, fmt.Errorf("compare the %s of both snapshots: %w", trace.Plural(a.Chain.Root.Unit), err)
	}
	return br, ledgers, nil
}

func newBridge(ctx context.Context, conn *sql.Conn, results [2]*Result, roots [2]string, s trace.Slice, samples int) (_ *trace.Bridge, ledgers [2]*trace.Ledger, err error) {
	chain := results[0].Chain
	b := &trace.Bridge{Unit: chain.Root.Unit, Key: chain.Root.Key, Slice: s.Label}
	fates := &fateList{index: map[[2]string]int{}}
	var sides [2]bridgeSide
	for i, r := range results {
		if sides[i], err = newBridgeSide(ctx, conn, r, roots[i], s, fates); err != nil {
			return nil, ledgers, err
		}
		l := sides[i].ledger
		ledgers[i] = l
		b.Label, b.Roots[i], b.Clicks[i] = l.Number.Label, l.In(), l.Out()
		b.Paths[i], b.Values[i] = l.Out()+l.Number.FanOut, l.Number.Value
	}
	if b.Slice == "" {
		b.Slice = allSlice
	}
	e := &engine.Session{Conn: conn}
	defer func() {
		for _, table := range []string{bridgeKeys, bridgePairs, bridgeRows(0), bridgeRows(1)} {
			if dropped := e.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp."+table); err == nil {
				err = dropped
			}
		}
	}()
	if err := pairFates(ctx, e, sides, len(chain.Root.Key) > 0, s); err != nil {
		return nil, ledgers, err
	}
	if err := countParts(ctx, e, b, fates); err != nil {
		return nil, ledgers, err
	}
	if b.Regroupings, err = regroup(ctx, e, sides, roots, groupedBy(ctx, e, chain), samples); err != nil {
		return nil, ledgers, err
	}
	if !sides[0].told || !sides[1].told {
		b.Groups = chain.Number.Model
	}
	b.Known = sides[0].ledger.Number.Known && sides[1].ledger.Number.Known
	if effect := b.Effect(); effect != b.Paths[1]-b.Paths[0] {
		return nil, ledgers, &trace.InvariantError{Message: fmt.Sprintf("the bridge adds up to %+d, the numbers differ by %+d", effect, b.Paths[1]-b.Paths[0])}
	}
	if b.Known {
		b.Rest = b.Values[1] - b.Values[0] - float64(b.Effect())
		if math.Abs(b.Rest) < 1e-9*math.Max(math.Abs(b.Values[0]), math.Abs(b.Values[1])) {
			b.Rest = 0
		}
	}
	return b, ledgers, nil
}

// fateList numbers the fates of both results; 0 is to reach the number.
type fateList struct {
	list  []trace.Fate
	index map[[2]string]int // by step and cause
}

func (f *fateList) number(step string, c trace.Cause) int {
	key := [2]string{step, c.ID}
	if n, ok := f.index[key]; ok {
		return n
	}
	f.list = append(f.list, trace.Fate{Step: step, Cause: c.ID, Kind: c.Kind, Class: c.Class, Label: c.Label})
	f.index[key] = len(f.list)
	return len(f.list)
}

// at returns a copy of the fate, or nil for those of rows that reached the number or are not there.
func (f *fateList) at(n sql.NullInt64) *trace.Fate {
	if !n.Valid || n.Int64 <= 0 {
		return nil
	}
	fate := f.list[n.Int64-1]
	return &fate
}

func newBridgeSide(ctx context.Context, conn *sql.Conn, r *Result, roots string, s trace.Slice, fates *fateList) (bridgeSide, error) {
	out := bridgeSide{result: r}
	var err error
	if r.Meta.Incomplete != nil {
		return out, r.Meta.Incomplete
	}
	if out.ledger, err = r.Ledger(ctx, s); err != nil {
		return out, err
	}
	where, err := r.Where(s)
	if err != nil {
		return out, err
	}
	codes := []string{"0"} // by the code of the result's own causes
	for i, step := range r.Meta.Steps {
		for j, c := range step.Causes {
			for len(codes) <= r.Meta.Codes[i][j] {
				codes = append(codes, "0")
			}
			codes[r.Meta.Codes[i][j]] = strconv.Itoa(fates.number(step.Name, c))
		}
	}
	fate := fmt.Sprintf("SELECT f.id, ([%s])[cause + 1] AS fate, %s AS n, coalesce(%s, FALSE) AS inside, %s AS dims", strings.Join(codes, ", "), r.pathsIn(s), where, r.dimensionsHash())
	out.fates = fmt.Sprintf("(%s, NULL::HUGEINT AS groups FROM %s AS f)", fate, r.FatesFrom)
	if r.numberLevel() > 0 { // few rows reach the number
		out.fates = fmt.Sprintf("(%[1]s, NULL::HUGEINT AS groups FROM %[2]s AS f WHERE cause <> 0 UNION ALL %[1]s, g.groups FROM %[2]s AS f LEFT JOIN %[3]s AS g ON g.id = f.id WHERE cause = 0)",
			fate, r.FatesFrom, r.groupsReached())
	}
	if out.told, err = r.groupsTold(ctx); err != nil {
		return out, err
	}
	columns, err := engine.Strings(ctx, conn, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+roots+")")
	if err != nil {
		return out, err
	}
	slices.Sort(columns)
	var whole []string
	for _, c := range columns {
		if c != trace.RowColumn {
			whole = append(whole, sqltree.Quote(c))
		}
	}
	key, err := sqltree.Exprs(ctx, conn, r.Chain.Root.Key)
	if err != nil {
		return out, fmt.Errorf("%s: root.key: %w", r.Chain.File, err)
	}
	if len(key) == 0 {
		key = whole
	}
	fields := make([]string, len(key))
	for i, k := range key {
		fields[i] = fmt.Sprintf("'k%d': (%s)", i, k)
	}
	hash := "hash(" + strings.Join(key, ", ") + ")"
	out.keys = fmt.Sprintf("(SELECT %s AS id, %s AS k FROM %s)", trace.RowColumn, hash, roots)
	out.rows = fmt.Sprintf("(SELECT %s AS id, k, {%s} AS key, hash(%s) AS whole FROM (SELECT *, %s AS k FROM %s) SEMI JOIN %s USING (k))",
		trace.RowColumn, strings.Join(fields, ", "), strings.Join(whole, ", "), hash, roots, bridgeKeys)
	return out, nil
}

// pairFates finds who is who among the rows whose fates differ.
func pairFates(ctx context.Context, e *engine.Session, sides [2]bridgeSide, keyed bool, s trace.Slice) error {
	for i, side := range sides {
		err := e.Exec(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s AS SELECT k, (hash(k, f.fate, f.n, f.groups, f.dims) >> 12)::BIGINT AS v FROM %s AS r JOIN %s AS f USING (id) WHERE f.inside", bridgeRows(i), side.keys, side.fates))
		if err != nil {
			return err
		}
	}
	// Where as many rows of a key had each fate, in as many rows of the number, nothing moved. Most keys are found to be such
	// many at a time.
	both := fmt.Sprintf("(SELECT k, 1 AS s, v FROM %s UNION ALL SELECT k, -1, -v FROM %s)", bridgeRows(0), bridgeRows(1))
	err := e.Exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE %[1]s AS WITH parts AS MATERIALIZED (SELECT k %% %[3]d AS part FROM %[2]s GROUP BY part HAVING sum(s) <> 0 OR sum(v) <> 0)
		SELECT k FROM %[2]s WHERE k %% %[3]d IN (SELECT part FROM parts) GROUP BY k HAVING sum(s) <> 0 OR sum(v) <> 0`, bridgeKeys, both, keysAtOnce))
	if err != nil {
		return err
	}
	for i, side := range sides {
		err := e.Exec(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s AS SELECT r.*, f.fate, f.n::BIGINT AS n, f.groups, f.dims, f.inside FROM %s AS r JOIN %s AS f USING (id)", bridgeRows(i), side.rows, side.fates))
		if err != nil {
			return err
		}
	}
	if err := e.Exec(ctx, "CREATE OR REPLACE TEMP TABLE "+bridgePairs+" (ia BIGINT, fa INTEGER, na BIGINT, pa HUGEINT, ib BIGINT, fb INTEGER, nb BIGINT, pb HUGEINT, beyond INTEGER)"); err != nil {
		return err
	}
	left := func(side int, where string) string {
		return fmt.Sprintf("(SELECT * FROM %s AS x WHERE %s AND NOT EXISTS (FROM %s AS p WHERE p.%s = x.id))", bridgeRows(side), where, bridgePairs, [2]string{"ia", "ib"}[side])
	}
	round := func(by, whereA, whereB, fateA, fateB, nA, nB, beyond string) error {
		numbered := func(side int, where string) string {
			return fmt.Sprintf("(SELECT *, row_number() OVER (PARTITION BY %s ORDER BY id) AS copy FROM %s)", by, left(side, where))
		}
		var on []string
		for _, c := range strings.Split(by, ", ") {
			on = append(on, fmt.Sprintf("a.%s IS NOT DISTINCT FROM b.%[1]s", c))
		}
		return e.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT a.id, %s, %s, a.groups, b.id, %s, %s, b.groups, %s FROM %s AS a JOIN %s AS b ON %s AND a.copy = b.copy",
			bridgePairs, fateA, nA, fateB, nB, beyond, numbered(0, whereA), numbered(1, whereB), strings.Join(on, " AND ")))
	}
	rounds := []string{"key, whole, fate, n, groups, dims", "key, whole, fate, n, groups", "key, whole, fate, n", "key, whole", "key, fate, n, groups, dims", "key, fate, n, groups", "key, fate, n", "key"}
	if !keyed {
		rounds = rounds[:4]
	}
	for _, by := range rounds {
		if err := round(by, "inside", "inside", "a.fate", "b.fate", "a.n", "b.n", "NULL"); err != nil {
			return err
		}
	}
	// What is left may be on the other side, but not in the slice.
	if !s.From.IsZero() || !s.To.IsZero() || len(s.Where) > 0 {
		for _, by := range rounds[max(len(rounds)-1, 0):] {
			if err := round(by, "inside", "NOT inside", "a.fate", strconv.Itoa(outside), "a.n", "0", "b.fate"); err != nil {
				return err
			}
			if err := round(by, "NOT inside", "inside", strconv.Itoa(outside), "b.fate", "0", "b.n", "a.fate"); err != nil {
				return err
			}
		}
	}
	return e.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT id, fate, n, groups, NULL, NULL, 0, NULL, NULL FROM %s UNION ALL SELECT NULL, NULL, 0, NULL, id, fate, n, groups, NULL FROM %s", bridgePairs, left(0, "inside"), left(1, "inside")))
}

// countParts makes the parts of what was paired.
func countParts(ctx context.Context, e *engine.Session, b *trace.Bridge, fates *fateList) error {
	const regrouped = "coalesce(fa = 0 AND fb = 0 AND na = nb, FALSE)"
	rows, err := e.Conn.QueryContext(ctx, fmt.Sprintf(`SELECT fa, fb, beyond, %[2]s, count(*), sum(nb - na)::BIGINT FROM %[1]s
		WHERE fa IS DISTINCT FROM fb OR na <> nb OR pa <> pb GROUP BY fa, fb, beyond, %[2]s`, bridgePairs, regrouped))
	if err != nil {
		return err
	}
	defer rows.Close()
	b.Same = b.Roots[0]
	for rows.Next() {
		var from, to, beyond sql.NullInt64
		var inOthers bool
		var p trace.Part
		if err := rows.Scan(&from, &to, &beyond, &inOthers, &p.Clicks, &p.Effect); err != nil {
			return err
		}
		p.From, p.To, p.Beyond, p.Move = fates.at(from), fates.at(to), fates.at(beyond), moveOf(from, to)
		if inOthers {
			p.Move = trace.Regrouped
		}
		if from.Valid && from.Int64 != outside {
			b.Same -= p.Clicks
		}
		b.Parts = append(b.Parts, p)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	orderParts(b.Parts, fates)
	return nil
}

// groupsReached is, for the root rows that reached a number whose rows are groups, what tells in which of them they count.
func (r *Result) groupsReached() string {
	return fmt.Sprintf("(SELECT id, sum(%s >> 8)::HUGEINT AS groups FROM %s WHERE level = %d AND dies >= %d GROUP BY id)", tag.GroupHash, r.groupsWith(), r.numberLevel(), len(r.Meta.Steps))
}

// groupsTold says whether their hashes tell all groups apart.
func (r *Result) groupsTold(ctx context.Context) (bool, error) {
	var unknown int64
	query := fmt.Sprintf("SELECT count(*) FROM %s WHERE level = %d AND %s IS NULL", r.groupsWith(), r.numberLevel(), tag.GroupHash)
	if r.numberLevel() == 0 {
		return true, nil
	}
	err := r.conn.QueryRowContext(ctx, query).Scan(&unknown)
	return unknown == 0, err
}

// numberLevel is what the rows of the number's model stand for: 0 root rows, else groups.
func (r *Result) numberLevel() int {
	if n := len(r.Meta.Levels); n > 0 {
		return r.Meta.Levels[n-1]
	}
	return 0
}

func moveOf(from, to sql.NullInt64) trace.Move {
	switch {
	case !from.Valid:
		return trace.New
	case !to.Valid:
		return trace.Gone
	case from.Int64 == outside:
		return trace.Entered
	case to.Int64 == outside:
		return trace.Exited
	case from.Int64 == 0 && to.Int64 == 0:
		return trace.Fanned
	case from.Int64 == 0:
		return trace.Lost
	case to.Int64 == 0:
		return trace.Gained
	}
	return trace.Moved
}

// moves are all moves in their order.
var moves = []trace.Move{trace.New, trace.Gone, trace.Entered, trace.Exited, trace.Gained, trace.Lost, trace.Moved, trace.Fanned, trace.Regrouped}

// orderParts puts the parts in the order of the moves, and of the steps within a move.
func orderParts(parts []trace.Part, fates *fateList) {
	at := func(f *trace.Fate) int {
		if f == nil {
			return 0
		}
		return fates.index[[2]string{f.Step, f.Cause}]
	}
	slices.SortFunc(parts, func(x, y trace.Part) int {
		for _, d := range []int{slices.Index(moves, x.Move) - slices.Index(moves, y.Move), at(x.From) - at(y.From), at(x.To) - at(y.To), at(x.Beyond) - at(y.Beyond)} {
			if d != 0 {
				return d
			}
		}
		return 0
	})
}
