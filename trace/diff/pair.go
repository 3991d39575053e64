package diff

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
)

const (
	// alike is how many rows of a side are compared with each other to find the most equal ones.
	alike = 20000
	// rare is how many rows of a side may have a value that suggests a pair.
	rare = 8
)

// pairRest pairs what is left: by the key if there is one, else by most equal columns.
func (c *comparison) pairRest(ctx context.Context) error {
	rows, err := c.leftOver(ctx)
	if err != nil || len(rows[0]) == 0 || len(rows[1]) == 0 {
		return err
	}
	keyed := ""
	if len(c.opt.Key) > 0 {
		keyed = "by the key " + strings.Join(c.opt.Key, ", ")
	}
	if len(rows[0]) > alike || len(rows[1]) > alike {
		if keyed == "" {
			c.table.Notes = append(c.table.Notes, fmt.Sprintf("more than %s rows of a side have no equal in the other: they are told as removed and added; a key would pair them", trace.Grouped(alike)))
			return nil
		}
		c.table.Matching = keyed + "; rows of one key in their order"
		key, known := c.keySQL()
		return c.pairBy(ctx, Changed, key, " WHERE "+known)
	}
	var null uint64
	if err := c.conn.QueryRowContext(ctx, "SELECT hash(NULL)").Scan(&null); err != nil {
		return err
	}
	m := newMatcher(rows, null)
	if keyed == "" {
		m.byLikeness(func(o odd) bool { return !o.copy })
		c.table.Matching = "by most equal columns"
	} else {
		m.byKey()
		c.table.Matching = keyed
		byKey := len(m.pairs)
		m.byLikeness(func(o odd) bool { return o.key == 0 && !o.copy })
		if len(m.pairs) > byKey {
			c.table.Matching += "; rows without a key by most equal columns"
		}
	}
	return c.store(ctx, m.pairs)
}

// keySQL is the key as one value, and when it has no NULL in it.
func (c *comparison) keySQL() (key, known string) {
	var list, conditions []string
	for i := range c.opt.Key {
		list = append(list, fmt.Sprintf("k%d", i))
		conditions = append(conditions, fmt.Sprintf("k%d IS NOT NULL", i))
	}
	return packed(list), strings.Join(conditions, " AND ")
}

// odd is a row that is left: its place, a number that stands for its key (0 if that has a NULL), and a hash of each leaf's value.
type odd struct {
	row    int64
	key    int64
	copy   bool // the other side has the same row, only fewer times
	leaves []uint64
}

// leftOver reads the rows that have no partner yet. Keys are numbered by their values. Values are read only if they are few enough.
func (c *comparison) leftOver(ctx context.Context) (out [2][]odd, err error) {
	key := "0"
	keys := ""
	if len(c.opt.Key) > 0 {
		value, known := c.keySQL()
		keys = fmt.Sprintf("WITH keys AS (SELECT v, row_number() OVER (ORDER BY v) AS n FROM (SELECT DISTINCT %s AS v FROM (FROM %s UNION ALL BY NAME FROM %s) WHERE %s)) ", value, c.left(0), c.left(1), known)
		key = "coalesce((SELECT n FROM keys WHERE v = " + value + "), 0)"
	}
	list := make([]string, len(c.cols.leaves))
	for i, l := range c.cols.leaves {
		list[i] = "hash(" + l.sql + ")"
		if c.cols.list[l.column].role == Positional {
			list[i] = "hash(NULL)" // it says nothing of who is who
		}
	}
	for i := range out {
		whole := packed(c.values())
		query := fmt.Sprintf("%sSELECT row_no, %s, %s IN (SELECT %[3]s FROM %s), [%s]::UBIGINT[] FROM %s ORDER BY row_no LIMIT %d", keys, key, whole, oddRows(1-i), strings.Join(list, ", "), c.left(i), alike+1)
		if out[i], err = c.readOdd(ctx, query); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (c *comparison) readOdd(ctx context.Context, query string) ([]odd, error) {
	rows, err := c.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []odd
	for rows.Next() {
		var o odd
		var values any
		if err := rows.Scan(&o.row, &o.key, &o.copy, &values); err != nil {
			return nil, err
		}
		for _, v := range values.([]any) {
			o.leaves = append(o.leaves, v.(uint64))
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// store puts pairs where those are that SQL made.
func (c *comparison) store(ctx context.Context, pairs [][2]int64) error {
	for part := range slices.Chunk(pairs, 1000) {
		list := make([]string, len(part))
		for i, p := range part {
			list[i] = fmt.Sprintf("('%s', %d, %d)", Changed, p[0], p[1])
		}
		if err := c.exec(ctx, "INSERT INTO "+pairsTable+" VALUES "+strings.Join(list, ", ")); err != nil {
			return err
		}
	}
	return nil
}

// matcher pairs rows one to one.
type matcher struct {
	rows   [2][]odd
	null   uint64             // what stands for NULL in a leaf
	places [2]map[value][]int // the rows that have a value
	taken  [2][]bool
	pairs  [][2]int64
}

// value is a value of a leaf.
type value struct {
	leaf int
	hash uint64
}

func newMatcher(rows [2][]odd, null uint64) *matcher {
	m := &matcher{rows: rows, null: null}
	for side, list := range rows {
		m.taken[side], m.places[side] = make([]bool, len(list)), map[value][]int{}
		for i, o := range list {
			for leaf, h := range o.leaves {
				m.places[side][value{leaf, h}] = append(m.places[side][value{leaf, h}], i)
			}
		}
	}
	return m
}

// candidate is a pair that may be made, and how much its rows have in common.
type candidate struct {
	a, b  int
	alike int
}

// byKey pairs rows of one key, the most equal ones first.
func (m *matcher) byKey() {
	with := map[int64][]int{}
	for j, o := range m.rows[1] {
		if o.key != 0 {
			with[o.key] = append(with[o.key], j)
		}
	}
	var found []candidate
	for i, o := range m.rows[0] {
		if o.key == 0 {
			continue
		}
		for n, j := range with[o.key] {
			if n == 64 { // of a key that is no key, not each with each
				break
			}
			found = append(found, candidate{i, j, first(m.likeness(i, j))})
		}
	}
	m.take(found)
	next := map[int64]int{} // what is left of a key that too many rows have, in their order
	for i, o := range m.rows[0] {
		if o.key == 0 || m.taken[0][i] {
			continue
		}
		for ; next[o.key] < len(with[o.key]); next[o.key]++ {
			if j := with[o.key][next[o.key]]; !m.taken[1][j] {
				m.take([]candidate{{a: i, b: j}})
				break
			}
		}
	}
}

// byLikeness pairs rows that have at least half of their values in common, the most alike first. Only rows that share a value
// that few others have are looked at; in a small table every value is rare.
func (m *matcher) byLikeness(may func(odd) bool) {
	small := max(len(m.rows[0]), len(m.rows[1])) <= 4*rare
	var found []candidate
	for i, o := range m.rows[0] {
		if !may(o) || m.taken[0][i] {
			continue
		}
		seen := map[int]bool{}
		for leaf, h := range o.leaves {
			v := value{leaf, h}
			if !small && max(len(m.places[0][v]), len(m.places[1][v])) > rare {
				continue
			}
			for _, j := range m.places[1][v] {
				if seen[j] || m.taken[1][j] || !may(m.rows[1][j]) {
					continue
				}
				seen[j] = true
				if alike, of := m.likeness(i, j); alike > 0 && 2*alike >= of {
					found = append(found, candidate{i, j, alike})
				}
			}
		}
	}
	m.take(found)
}

// whole is what a value that no other row has counts for.
const whole = 1_000_000

// likeness is how much two rows have in common, of how much: a value in common counts the less, the more rows have it; where both
// are NULL nothing is counted.
func (m *matcher) likeness(i, j int) (alike, of int) {
	rows := len(m.rows[0]) + len(m.rows[1])
	for leaf, h := range m.rows[0][i].leaves {
		other := m.rows[1][j].leaves[leaf]
		if h == m.null && other == m.null {
			continue
		}
		of += whole
		if h == other {
			v := value{leaf, h}
			alike += whole - whole*(len(m.places[0][v])+len(m.places[1][v])-2)/rows
		}
	}
	return alike, of
}

func first(alike, _ int) int { return alike }

// take makes pairs of candidates, the most alike first; of equally alike ones those that stand nearest to each other, then those
// that stand first. The same pairs are made if the sides change places.
func (m *matcher) take(found []candidate) {
	distance := func(c candidate) int64 {
		d := m.rows[0][c.a].row - m.rows[1][c.b].row
		return max(d, -d)
	}
	sum := func(c candidate) int64 { return m.rows[0][c.a].row + m.rows[1][c.b].row }
	slices.SortFunc(found, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.alike, x.alike), cmp.Compare(distance(x), distance(y)), cmp.Compare(sum(x), sum(y)), cmp.Compare(x.a, y.a))
	})
	for _, f := range found {
		if m.taken[0][f.a] || m.taken[1][f.b] {
			continue
		}
		m.taken[0][f.a], m.taken[1][f.b] = true, true
		m.pairs = append(m.pairs, [2]int64{m.rows[0][f.a].row, m.rows[1][f.b].row})
	}
}
