package diff

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// States are two states of the data that are attached to one connection, each in a database of its own.
type States struct {
	Databases [2]string
	Chain     *trace.Chain     // nil if none is run
	Tables    []Source         // to compare
	Models    []string         // of the chain, to build over both and compare
	Results   [2]*fates.Result // on the same connection; nil if the number is not compared
	Slice     trace.Slice
	AsOf      [2]trace.AsOf // what time it is for the models

	Keys       map[string][]string // by table or model, lower case: who is who
	Positional map[string][]string // and columns that only number the rows
	Samples    int                 // rows to keep of each class; 0 is 5
	Progress   func(what string, done float64)
}

// Source is a table of the snapshots. A schema is empty where a side has no such table.
type Source struct {
	Name    string // for people
	Schemas [2]string
	Table   string
}

// Snapshots compares the tables, models and numbers of two states. The caller completes the result with where they come from.
func Snapshots(ctx context.Context, conn *sql.Conn, s States) (*Diff, error) {
	d := &Diff{}
	if s.Progress == nil {
		s.Progress = func(string, float64) {}
	}
	if s.Chain != nil {
		d.Chain, d.Hash, d.Title, d.Unit = s.Chain.Name, s.Chain.Hash(), s.Chain.Title, s.Chain.Root.Unit
	}
	weights, jobs, err := s.weights(ctx, conn)
	if err != nil {
		return nil, err
	}
	done := 0.0
	for i, t := range s.Tables {
		s.Progress(t.Name, done/jobs)
		done += weights[i]
		table, err := s.table(ctx, conn, t)
		if err != nil {
			return nil, err
		}
		d.Tables = append(d.Tables, table)
	}
	if len(s.Models) > 0 {
		models, err := s.models(ctx, conn, func(what string) {
			s.Progress(what, done/jobs)
			done += weights[len(s.Tables)]
		})
		if err != nil {
			return nil, err
		}
		d.Tables = append(d.Tables, models...)
	}
	if s.Results[0] != nil {
		s.Progress("the number", done/jobs)
		if err := s.bridge(ctx, conn, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// weights say how long each table takes to compare beside the others, and last what one turn over a model does: about as their rows. jobs is
// that of all of it, with the number.
func (s States) weights(ctx context.Context, conn *sql.Conn) (weights []float64, jobs float64, err error) {
	largest := 1.0
	for _, t := range s.Tables {
		rows := 1.0
		for i, schema := range t.Schemas {
			if schema == "" {
				continue
			}
			var n float64
			if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+s.rows(i, schema, t.Table)).Scan(&n); err != nil {
				return nil, 0, fmt.Errorf("compare %s: %w", t.Name, err)
			}
			rows += n
		}
		weights, jobs, largest = append(weights, rows), jobs+rows, max(largest, rows)
	}
	return append(weights, largest), jobs + largest*float64(3*len(s.Models)+1), nil
}

// rows is a source's numbered rows.
func (s States) rows(side int, schema, table string) string {
	return sqltree.Quote(s.Databases[side]) + "." + sqltree.Quote(schema) + "." + sqltree.Quote(trace.RowsView(table))
}

func (s States) table(ctx context.Context, conn *sql.Conn, t Source) (Table, error) {
	var rel [2]Relation
	for i, schema := range t.Schemas {
		rel[i] = Relation{From: s.rows(i, schema, t.Table), Row: trace.RowColumn}
	}
	if t.Schemas[0] == "" || t.Schemas[1] == "" {
		out := Table{Name: t.Name, Missing: [2]bool{t.Schemas[0] == "", t.Schemas[1] == ""}}
		for i := range rel {
			if t.Schemas[i] == "" {
				continue
			}
			if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+rel[i].From).Scan(&out.Rows[i]); err != nil {
				return Table{}, fmt.Errorf("compare %s: %w", t.Name, err)
			}
		}
		return out, nil
	}
	opt := Options{Name: t.Name, Samples: s.Samples, Key: s.Keys[strings.ToLower(t.Table)], Roles: map[string]Column{}}
	if c := s.Chain; c != nil && opt.Key == nil && strings.EqualFold(c.TableOf(c.Root.Source).Table, t.Table) {
		opt.Key = c.Root.Key
	}
	for _, p := range s.Positional[strings.ToLower(t.Table)] {
		opt.Roles[strings.ToLower(p)] = Column{Role: Positional}
	}
	return Relations(ctx, conn, rel[0], rel[1], opt)
}

// models builds the models over both states and compares them.
func (s States) models(ctx context.Context, conn *sql.Conn, progress func(string)) (out []Table, err error) {
	var roles map[string]spine.ModelColumns
	for i, db := range s.Databases {
		progress(fmt.Sprintf("the models over %s", [2]string{"A", "B"}[i]))
		if err := use(ctx, conn, db); err != nil {
			return nil, err
		}
		if _, err := tag.Build(ctx, conn, s.Chain, s.AsOf[i], trace.RefSchema, s.Models...); err != nil {
			return nil, err
		}
		defer func() {
			if _, dropped := conn.ExecContext(context.WithoutCancel(ctx), "DROP SCHEMA IF EXISTS "+sqltree.Quote(db)+"."+trace.RefSchema+" CASCADE"); err == nil {
				err = dropped
			}
		}()
		if roles, err = spine.Roles(ctx, conn, s.Chain); err != nil {
			return nil, err
		}
	}
	for _, m := range s.Models {
		progress(m)
		var rel [2]Relation
		for i, db := range s.Databases {
			rel[i] = built(db, m)
		}
		opt := ModelOptions(m, roles[m])
		opt.Samples = s.Samples
		if key := s.Keys[strings.ToLower(m)]; key != nil {
			opt.Key = key
		}
		for _, p := range s.Positional[strings.ToLower(m)] {
			opt.Roles[strings.ToLower(p)] = Column{Role: Positional}
		}
		t, err := Relations(ctx, conn, rel[0], rel[1], opt)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// use makes a database the one in which names are looked up.
func use(ctx context.Context, conn *sql.Conn, database string) error {
	_, err := conn.ExecContext(ctx, "USE "+sqltree.Quote(database))
	return err
}

// built is a model that was built in a database.
func built(database, model string) Relation {
	return Relation{From: fmt.Sprintf("(SELECT rowid AS %s, * FROM %s.%s.%s)", rowColumn, sqltree.Quote(database), trace.RefSchema, sqltree.Quote(model)), Row: rowColumn}
}

// rowColumn numbers the rows of a model that was built.
const rowColumn = "__diff_row"

// ModelOptions are the options to compare a model with, by what the chain's SQL makes of its columns.
func ModelOptions(model string, columns spine.ModelColumns) Options {
	opt := Options{Name: model, Model: true, Roles: map[string]Column{}, Windows: map[string]Numbering{}, Orders: map[string][]string{}}
	for _, k := range columns.Key {
		opt.Key = append(opt.Key, sqltree.Quote(k))
	}
	for _, r := range columns.Columns {
		name := strings.ToLower(r.Column)
		switch {
		case r.Window != nil:
			opt.Roles[name] = Column{Role: Positional, From: r.Window.Over}
			opt.Windows[name] = Numbering{Order: r.Window.Order, Model: r.Window.Model, Pos: r.Window.Pos}
			opt.Orders[name] = r.Orders
		case r.Lookup != "":
			opt.Roles[name] = Column{Role: Joined, From: r.Lookup}
		}
	}
	return opt
}

func (s States) bridge(ctx context.Context, conn *sql.Conn, d *Diff) (err error) {
	root := s.Chain.Root.Source
	var roots [2]string
	for i := range s.Results {
		roots[i] = s.rows(i, root.Schema, root.Table)
	}
	d.Bridge, d.Ledgers, err = fates.NewBridge(ctx, conn, s.Results[0], s.Results[1], roots, s.Slice, cmp.Or(s.Samples, samplesKept))
	if errors.As(err, &d.Incomplete) {
		d.Bridge, d.Ledgers = nil, [2]*trace.Ledger{}
		d.Notes = append(d.Notes, "there is no number to compare: "+d.Incomplete.Why())
		return nil
	}
	if err == nil {
		err = s.reasons(ctx, conn, d.Bridge)
	}
	if err != nil {
		return err
	}
	d.Slice = d.Bridge.Slice
	return nil
}
