package diff

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// classes counts the rows of each class and takes samples.
func (c *comparison) classes(ctx context.Context) error {
	known := map[Kind]int64{}
	rows, err := c.conn.QueryContext(ctx, "SELECT kind, count(*) FROM "+pairsTable+" GROUP BY kind")
	if err != nil {
		return err
	}
	defer rows.Close()
	var paired int64
	for rows.Next() {
		var k Kind
		var n int64
		if err := rows.Scan(&k, &n); err != nil {
			return err
		}
		known[k] = n
		if k != same {
			paired += n
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, k := range []Kind{Removed, Added} {
		if known[k], err = c.countOf(ctx, "SELECT count(*) FROM "+c.left(i)); err != nil {
			return err
		}
	}
	c.table.Same = c.count[0] - paired - known[Removed]
	if b := c.count[1] - paired - known[Added]; b != c.table.Same {
		return fmt.Errorf("the classes do not add up: %d rows of the first and %d of the second are the same; this is a fault of the program", c.table.Same, b)
	}
	for _, k := range Kinds() {
		if known[k] == 0 {
			continue
		}
		class := Class{Kind: k, Rows: known[k]}
		if err := c.describeClass(ctx, &class); err != nil {
			return err
		}
		c.table.Classes = append(c.table.Classes, class)
	}
	return nil
}

// describeClass says which columns differ, why rows were renumbered, and shows some rows.
func (c *comparison) describeClass(ctx context.Context, class *Class) error {
	switch class.Kind {
	case Removed, Added:
	case Renumbered:
		if err := c.fetchRenumbered(ctx); err != nil {
			return err
		}
		fallthrough
	default:
		if err := c.countColumns(ctx, class); err != nil {
			return err
		}
	}
	if class.Kind == Renumbered {
		if err := c.numberings(ctx, class); err != nil {
			return err
		}
	}
	return c.sample(ctx, class)
}

// fetchRenumbered puts rows that were renumbered outside the odd ones beside them: their positional columns are looked at.
func (c *comparison) fetchRenumbered(ctx context.Context) error {
	for i := range c.from {
		query := fmt.Sprintf("INSERT INTO %[1]s SELECT * FROM %[2]s WHERE row_no IN (SELECT %[3]s FROM %[4]s WHERE kind = '%[5]s') AND row_no NOT IN (SELECT row_no FROM %[1]s)",
			oddRows(i), c.from[i], pairColumn(i), pairsTable, Renumbered)
		if err := c.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// pairs is a subquery of the pairs of a kind, with the expressions over each side.
func (c *comparison) pairs(kind Kind, exprs func(side int) []string) string {
	side := func(i int) string {
		return "(SELECT row_no, " + strings.Join(exprs(i), ", ") + " FROM " + oddRows(i) + ")"
	}
	return fmt.Sprintf("(SELECT p.ra, p.rb, a.* EXCLUDE (row_no), b.* EXCLUDE (row_no) FROM %s AS p JOIN %s AS a ON a.row_no = p.ra JOIN %s AS b ON b.row_no = p.rb WHERE p.kind = '%s')",
		pairsTable, side(0), side(1), kind)
}

// changeable are the leaves that may differ in a class.
func (c *comparison) changeable(kind Kind) []int {
	var out []int
	for i, l := range c.cols.leaves {
		role := c.cols.list[l.column].role
		if kind == Renumbered && role != Positional || kind == Reattached && role == Own {
			continue
		}
		out = append(out, i)
	}
	return out
}

// countColumns counts in how many rows of the class each column differs.
func (c *comparison) countColumns(ctx context.Context, class *Class) error {
	leaves := c.changeable(class.Kind)
	exprs := func(side int) []string {
		var list []string
		for _, i := range leaves {
			list = append(list, fmt.Sprintf("%s AS %s%d", c.cols.leaves[i].sql, pairColumn(side), i))
		}
		for i := range c.cols.list {
			list = append(list, fmt.Sprintf("%s AS %s_whole%d", column(i), pairColumn(side), i))
		}
		return list
	}
	if len(leaves) == 0 {
		return nil
	}
	var sums, names []string
	within := map[int][]string{} // the leaves of a struct, as conditions that they are equal
	for _, i := range leaves {
		l := c.cols.leaves[i]
		sums = append(sums, fmt.Sprintf("count(*) FILTER (WHERE ra%d IS DISTINCT FROM rb%[1]d)", i))
		names = append(names, l.name)
		if l.sql != column(l.column) {
			within[l.column] = append(within[l.column], fmt.Sprintf("ra%d IS NOT DISTINCT FROM rb%[1]d", i))
		}
	}
	for i, col := range c.cols.list {
		if len(within[i]) > 0 { // NULL on one side, a struct of nothing but NULLs on the other
			sums = append(sums, fmt.Sprintf("count(*) FILTER (WHERE ra_whole%d IS DISTINCT FROM rb_whole%[1]d AND %s)", i, strings.Join(within[i], " AND ")))
			names = append(names, col.name[0])
		}
	}
	counts := make([]int64, len(sums))
	dest := make([]any, len(sums))
	for i := range counts {
		dest[i] = &counts[i]
	}
	if err := c.conn.QueryRowContext(ctx, "SELECT "+strings.Join(sums, ", ")+" FROM "+c.pairs(class.Kind, exprs)).Scan(dest...); err != nil {
		return err
	}
	for i, n := range counts {
		if n > 0 {
			class.Columns = append(class.Columns, ColumnCount{Column: names[i], Rows: n})
		}
	}
	sort.SliceStable(class.Columns, func(i, j int) bool { return class.Columns[i].Rows > class.Columns[j].Rows })
	return nil
}

// sample shows some rows of the class.
func (c *comparison) sample(ctx context.Context, class *Class) error {
	var query string
	sides := []int{0, 1}
	switch class.Kind {
	case Removed, Added:
		side := 0
		if class.Kind == Added {
			side = 1
		}
		sides = []int{side}
		query = fmt.Sprintf("SELECT row_no, %s FROM %s ORDER BY row_no LIMIT %d", c.texts(), c.left(side), c.opt.Samples)
	default:
		rows := func(i int) string { return "(SELECT row_no, " + c.texts() + " FROM " + oddRows(i) + ")" }
		query = fmt.Sprintf("SELECT a.*, b.* FROM (FROM %s WHERE kind = '%s' ORDER BY ra LIMIT %d) AS p JOIN %s AS a ON a.row_no = p.ra JOIN %s AS b ON b.row_no = p.rb ORDER BY p.ra",
			pairsTable, class.Kind, c.opt.Samples, rows(0), rows(1))
	}
	rows, err := c.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := c.scanSample(rows, sides)
		if err != nil {
			return err
		}
		class.Samples = append(class.Samples, s)
	}
	return rows.Err()
}

// texts are the leaves as text.
func (c *comparison) texts() string {
	if len(c.cols.leaves) == 0 {
		return "NULL"
	}
	list := make([]string, len(c.cols.leaves))
	for i, l := range c.cols.leaves {
		list[i] = "CAST(" + l.sql + " AS VARCHAR)"
	}
	return strings.Join(list, ", ")
}

func (c *comparison) scanSample(rows *sql.Rows, sides []int) (Sample, error) {
	s := Sample{Row: [2]int64{-1, -1}}
	n := max(len(c.cols.leaves), 1)
	var dest []any
	values := [2][]sql.NullString{make([]sql.NullString, n), make([]sql.NullString, n)}
	for _, i := range sides {
		dest = append(dest, &s.Row[i])
		for j := range values[i] {
			dest = append(dest, &values[i][j])
		}
	}
	if err := rows.Scan(dest...); err != nil {
		return Sample{}, err
	}
	for _, i := range sides {
		s.Values[i] = make([]*string, len(c.cols.leaves))
		for j := range c.cols.leaves {
			if v := values[i][j]; v.Valid {
				s.Values[i][j] = &v.String
			}
		}
	}
	if len(sides) == 2 {
		for j := range c.cols.leaves {
			if values[0][j] != values[1][j] {
				s.Changed = append(s.Changed, j)
			}
		}
	}
	return s, nil
}

// numberings tells, for each positional column, rows that changed places with rows that tie with them from rows that moved along.
func (c *comparison) numberings(ctx context.Context, class *Class) error {
	for i, col := range c.cols.list {
		name := strings.ToLower(col.name[0])
		n, ok := c.opt.Windows[name]
		if col.role != Positional {
			continue
		}
		if !ok {
			n = Numbering{}
		}
		n.Column = col.name[0]
		if at := slices.IndexFunc(class.Columns, func(x ColumnCount) bool { return x.Column == n.Column }); at < 0 {
			continue // it did not move
		}
		var keys []string
		for _, o := range c.opt.Orders[name] {
			if k := slices.IndexFunc(c.cols.list, func(x compared) bool { return strings.EqualFold(x.name[0], o) && x.role != Positional }); k >= 0 {
				keys = append(keys, column(k))
			}
		}
		if n.Known = len(keys) > 0 && len(keys) == len(c.opt.Orders[name]); n.Known {
			if err := c.ties(ctx, &n, column(i), keys); err != nil {
				return err
			}
		}
		class.Numbering = append(class.Numbering, n)
	}
	return nil
}

// ties counts the rows that have another place among those that tie with them.
func (c *comparison) ties(ctx context.Context, n *Numbering, position string, keys []string) error {
	exprs := func(side int) []string {
		if side == 1 {
			return []string{position + " AS pb"}
		}
		return []string{position + " AS pa", packed(keys) + " AS k"}
	}
	// Rows that kept their number stand between them.
	stayed := fmt.Sprintf("SELECT %[1]s, %[2]s, %[3]s AS k FROM %[4]s AS x WHERE %[3]s IN (SELECT k FROM moved) AND NOT EXISTS (FROM %[5]s AS p WHERE p.ra = x.row_no AND p.kind <> '%[6]s') AND row_no NOT IN (SELECT row_no FROM %[7]s)",
		position, position, packed(keys), c.from[0], pairsTable, same, c.left(0))
	ranked := fmt.Sprintf("(WITH moved AS MATERIALIZED (SELECT pa, pb, k FROM %s) SELECT *, row_number() OVER (PARTITION BY k ORDER BY pa) <> row_number() OVER (PARTITION BY k ORDER BY pb) AS swapped FROM (FROM moved UNION ALL %s))",
		c.pairs(Renumbered, exprs), stayed)
	query := fmt.Sprintf("SELECT count(*) FILTER (WHERE swapped AND pa IS DISTINCT FROM pb), count(*) FILTER (WHERE NOT swapped AND pa IS DISTINCT FROM pb), count(DISTINCT k) FILTER (WHERE swapped) FROM %s", ranked)
	if err := c.conn.QueryRowContext(ctx, query).Scan(&n.Swapped, &n.Shifted, &n.Groups); err != nil {
		return err
	}
	if n.Swapped == 0 {
		return nil
	}
	texts := make([]string, len(keys))
	for i := range keys {
		texts[i] = fmt.Sprintf("CAST(k.f%d AS VARCHAR)", i)
	}
	query = fmt.Sprintf("SELECT count(*), count(*) FILTER (WHERE swapped), %s FROM %s GROUP BY k HAVING bool_or(swapped) ORDER BY min(pa) LIMIT %d",
		strings.Join(texts, ", "), ranked, c.opt.Samples)
	rows, err := c.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var g TieGroup
		values := make([]sql.NullString, len(keys))
		dest := []any{&g.Rows, &g.Swapped}
		for i := range values {
			dest = append(dest, &values[i])
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for _, v := range values {
			if v.Valid {
				g.Key = append(g.Key, &v.String)
			} else {
				g.Key = append(g.Key, nil)
			}
		}
		n.Ties = append(n.Ties, g)
	}
	return rows.Err()
}
