package diff

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// Options of [Relations].
type Options struct {
	Name    string
	Model   bool
	Roles   map[string]Column    // what the SQL makes of columns, by their names in lower case; a column that is not in it is the row's own
	Windows map[string]Numbering // where positional columns are numbered, by their names in lower case
	Orders  map[string][]string  // and their partitions and ORDER BYs, as columns of the relation; none if they are not among them
	Key     []string             // SQL over the relation that says who is who; without it rows are paired by most equal columns
	Samples int                  // rows to show of each class; 0 is 5

	hash  func(columns string) string              // of rows, for tests; nil is the engine's hash
	after func(context.Context, *comparison) error // looks at the tables before they go, for tests
}

// Relations compares two relations as bags of rows.
//
// A hash of each row finds those that differ, in one pass and little memory; rows that match are then compared whole, so that
// no collision hides a difference. What is left is paired, in this order: rows that are equal but for positional columns, rows
// whose own columns are equal, and the rest by the key or by most equal columns. It works in temporary tables of conn.
func Relations(ctx context.Context, conn *sql.Conn, a, b Relation, opt Options) (Table, error) {
	t, err := compareRelations(ctx, conn, a, b, opt)
	if err != nil {
		return Table{}, fmt.Errorf("compare %s: %w", opt.Name, err)
	}
	return t, nil
}

// comparison is two relations while they are compared.
type comparison struct {
	conn     *sql.Conn
	opt      Options
	cols     *columns
	rel      [2]Relation
	from     [2]string // subqueries of row_no, c0, c1…
	count    [2]int64
	own      string // the columns that are compared but for positional ones, as a list
	position string // the positional ones; empty if there are none
	table    Table
}

// Temporary tables of a comparison.
const (
	sumsTable  = "__diff_sums"  // h, n, copies, moved: hashes that do not balance, are in many rows, or of renumbered ones
	oddTable   = "__diff_odd"   // h: the hashes whose rows are compared one by one
	pairsTable = "__diff_pairs" // kind, ra, rb: rows that belong together and differ, or are the same after all
	looseTable = "__diff_loose" // h: hashes whose rows were not next to each other when they were to be verified
)

// oddRows is the table of a side's rows that are compared one by one.
func oddRows(side int) string { return "__diff_rows_" + string(rune('a'+side)) }

func compareRelations(ctx context.Context, conn *sql.Conn, a, b Relation, opt Options) (_ Table, err error) {
	c := &comparison{conn: conn, opt: opt, rel: [2]Relation{a, b}, table: Table{Name: opt.Name, Model: opt.Model, Key: opt.Key}}
	if c.opt.Samples == 0 {
		c.opt.Samples = samplesKept
	}
	if c.opt.hash == nil {
		c.opt.hash = func(columns string) string { return "hash(" + columns + ")" }
	}
	if err := c.drop(ctx); err != nil {
		return Table{}, err
	}
	defer func() { err = errors.Join(err, c.drop(context.WithoutCancel(ctx))) }()
	for _, step := range []func(context.Context) error{c.prepare, c.bag, c.verify, c.renumbered, c.exact, c.pairRest, c.classes} {
		if err := step(ctx); err != nil {
			return Table{}, err
		}
	}
	if opt.after != nil {
		return c.table, opt.after(ctx, c)
	}
	return c.table, nil
}

// prepare finds the columns and counts the rows.
func (c *comparison) prepare(ctx context.Context) error {
	var sides [2][]field
	for i, r := range c.rel {
		var err error
		if sides[i], err = r.fields(ctx, c.conn); err != nil {
			return err
		}
		if err := c.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+r.From).Scan(&c.count[i]); err != nil {
			return err
		}
	}
	var err error
	if c.cols, err = match(ctx, c.conn, sides, c.opt.Roles); err != nil {
		return err
	}
	c.table.Schema, c.table.Rows = c.cols.schema, c.count
	for _, l := range c.cols.leaves {
		col := c.cols.list[l.column]
		c.table.Columns = append(c.table.Columns, Column{Name: l.name, Type: l.typ, Role: col.role, From: col.from})
	}
	key, err := sqltree.Exprs(ctx, c.conn, c.opt.Key)
	if err != nil {
		return fmt.Errorf("the key cannot be computed: %w", err)
	}
	for i, r := range c.rel {
		c.from[i] = c.cols.rows(i, r, key)
		if _, err := describe(ctx, c.conn, "SELECT * FROM "+c.from[i]); err != nil {
			if len(c.opt.Key) == 0 {
				return err
			}
			return fmt.Errorf("the key (%s) cannot be computed: %s", strings.Join(c.opt.Key, ", "), firstLine(err))
		}
	}
	c.own = strings.Join(c.cols.named(Own, Joined), ", ")
	if c.own == "" {
		c.own = "TRUE" // nothing tells rows apart
	}
	c.position = strings.Join(c.cols.named(Positional), ", ")
	return nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

func (c *comparison) hash() string { return c.opt.hash(c.own) }

func (c *comparison) exec(ctx context.Context, query string, args ...any) error {
	_, err := c.conn.ExecContext(ctx, query, args...)
	return err
}

func (c *comparison) countOf(ctx context.Context, query string) (n int64, err error) {
	err = c.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

func (c *comparison) drop(ctx context.Context) error {
	for _, t := range []string{sumsTable, oddTable, pairsTable, looseTable, oddRows(0), oddRows(1)} {
		if err := c.exec(ctx, "DROP TABLE IF EXISTS temp."+t); err != nil {
			return err
		}
	}
	return nil
}

// samplesKept is how many rows of a class are kept if nobody says.
const samplesKept = 5
