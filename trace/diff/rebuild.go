package diff

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// RebuildOptions say how a chain is rebuilt.
type RebuildOptions struct {
	Rebuilds int   // how many are compared with the first build
	Threads  []int // numbers of threads, taken in turn; the first is the first build's
	Dir      string
	// Open starts an engine with that many threads that may write in Dir and has the snapshot attached in the database that is in
	// use. The function that it returns ends it.
	Open     func(ctx context.Context, threads int) (*sql.Conn, func() error, error)
	Ties     []trace.Step // of the chain's ledger: the ORDER BYs that do not decide
	AsOf     trace.AsOf   // what time it is for the models
	Progress func(what string, done float64)
}

// CheckDeterminism builds the chain over one snapshot again and again, with the rows of its sources in other orders and with other
// numbers of threads, and says which models do not come out the same. For each ORDER BY that leaves ties it looks for columns that
// break them, and rebuilds the chain with these. conn must be able to read what is written in Dir, and have the snapshot attached.
func CheckDeterminism(ctx context.Context, conn *sql.Conn, c *trace.Chain, o RebuildOptions) (*Determinism, error) {
	r := &rebuilder{conn: conn, chain: c, opt: o, kept: map[string]map[string]kept{}, d: &Determinism{Chain: c.Name, Hash: c.Hash()}}
	if err := r.check(ctx); err != nil {
		return nil, fmt.Errorf("check determinism: %w", err)
	}
	return r.d, nil
}

type rebuilder struct {
	conn  *sql.Conn
	chain *trace.Chain
	opt   RebuildOptions
	d     *Determinism
	roles map[string]spine.ModelColumns
	steps int
	done  int
	fixes int
	kept  map[string]map[string]kept // by build and model
}

func (r *rebuilder) progress(what string) {
	if r.opt.Progress != nil {
		r.opt.Progress(what, min(float64(r.done)/float64(r.steps), 1))
	}
	r.done++
}

func (r *rebuilder) check(ctx context.Context) (err error) {
	if r.roles, err = spine.Roles(ctx, r.conn, r.chain); err != nil {
		return err
	}
	asks, err := tag.New(ctx, r.conn, r.chain, trace.Options{AsOf: r.opt.AsOf})
	if err != nil {
		return err
	}
	if r.d.Clock = asks.ClockNote(); r.d.Clock != "" {
		r.opt.AsOf.Moment = asks.Moment // all builds are of one moment, so that what differs is not the clock's doing
	}
	r.steps = 1 + r.opt.Rebuilds*(1+len(r.chain.Models))
	first, err := r.build(ctx, "first", r.chain, 0, "", true)
	if err != nil {
		return err
	}
	r.d.Number = NumberCheck{Label: r.chain.Number.Label, First: first, Same: true}
	for _, m := range r.chain.Models {
		r.d.Models = append(r.d.Models, ModelCheck{Model: m.Name, Rows: r.kept["first"][m.Name].rows})
	}
	for i := 1; i <= r.opt.Rebuilds; i++ {
		again := fmt.Sprintf("again-%d", i) // a name of its own, as the engine remembers what it read of a file
		number, err := r.build(ctx, again, r.chain, i, "first", false)
		if err != nil {
			return err
		}
		r.d.Rebuilds = append(r.d.Rebuilds, Rebuild{Order: orderOf(i), Threads: r.threads(i)})
		r.d.Number.Values = append(r.d.Number.Values, number)
		r.d.Number.Same = r.d.Number.Same && number == first
		for k, m := range r.chain.Models {
			r.progress(fmt.Sprintf("rebuild %d: %s", i, m.Name))
			t, err := r.compare(ctx, again, m.Name)
			if err != nil {
				return err
			}
			r.d.Models[k].Diffs = append(r.d.Models[k].Diffs, t)
		}
		if err := os.RemoveAll(filepath.Join(r.opt.Dir, again)); err != nil {
			return err
		}
	}
	return r.blame(ctx)
}

func (r *rebuilder) threads(i int) int { return r.opt.Threads[i%len(r.opt.Threads)] }

// relation is a model of a build.
func (r *rebuilder) relation(build, model string) Relation {
	return Relation{From: "read_parquet(" + sqltree.Literal(filepath.Join(r.opt.Dir, build, model+".parquet")) + ", hive_partitioning = false)", Row: rowColumn}
}

// build runs the chain in an engine of its own and keeps its models in a folder. Order 0 leaves the sources as they are; with is the build
// that it is compared with, empty if there is none; whole says that others will be compared with this one.
func (r *rebuilder) build(ctx context.Context, name string, c *trace.Chain, order int, with string, whole bool) (number float64, err error) {
	r.progress(fmt.Sprintf("building, input %s", orderOf(order)))
	dir := filepath.Join(r.opt.Dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	conn, end, err := r.opt.Open(ctx, r.threads(order))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, end()) }()
	if order > 0 {
		if err := reorder(ctx, conn, c, order); err != nil {
			return 0, err
		}
	}
	if number, err = tag.Build(ctx, conn, c, r.opt.AsOf, trace.RefSchema); err != nil {
		return 0, err
	}
	if with != "" {
		with = filepath.Join(r.opt.Dir, with)
	}
	r.kept[name] = map[string]kept{}
	for _, m := range c.Models {
		if r.kept[name][m.Name], err = r.keep(ctx, conn, trace.RefSchema, m.Name, dir, with, whole); err != nil {
			return 0, err
		}
	}
	return number, nil
}

// orderOf says in words what was done to the order of the sources.
func orderOf(i int) string {
	switch i {
	case 0:
		return "as it is"
	case 1:
		return "reversed"
	}
	return fmt.Sprintf("shuffled with seed %d", i)
}

// sortable is how many rows are put in another order one by one.
const sortable = 200000

// residues is into how many interleaved parts a large table is cut to change its order: each is read for itself, so they are few. Rows that
// are next to each other are in other parts, and in a later rebuild those that are two apart.
func residues(order int) int { return 2 + (order-1)%3 }

// reorder puts the sources that the chain reads into a database of their own, in another order, and makes that the one in use.
// Large tables are cut into parts that follow each other in another order, since sorting them would take all memory.
func reorder(ctx context.Context, conn *sql.Conn, c *trace.Chain, order int) error {
	var from string
	if err := conn.QueryRowContext(ctx, "SELECT current_database()").Scan(&from); err != nil {
		return err
	}
	sources, err := spine.Sources(ctx, conn, c)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "ATTACH ':memory:' AS reordered; USE reordered"); err != nil {
		return err
	}
	for _, s := range sources {
		rows := sqltree.Quote(from) + "." + sqltree.Quote(s.Schema) + "." + sqltree.Quote(trace.RowsView(s.Table))
		var n int64
		if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+rows).Scan(&n); err != nil {
			return err
		}
		name := sqltree.Quote(s.Schema) + "." + sqltree.Quote(s.Table)
		text := "CREATE VIEW " + name + " AS " + strings.Join(interleaved(rows, order), " UNION ALL ")
		if n <= sortable {
			by := fmt.Sprintf("hash(%s, %d)", trace.RowColumn, order)
			if order == 1 {
				by = trace.RowColumn + " DESC"
			}
			text = fmt.Sprintf("CREATE TABLE %s AS SELECT * EXCLUDE (%s) FROM %s ORDER BY %s", name, trace.RowColumn, rows, by)
		}
		if _, err := conn.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(s.Schema)); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// interleaved are the parts of a table, the last first.
func interleaved(rows string, order int) []string {
	n := residues(order)
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("SELECT * EXCLUDE (%s) FROM %s WHERE %s %% %d = %d", trace.RowColumn, rows, trace.RowColumn, n, n-1-i)
	}
	return out
}
