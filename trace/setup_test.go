package trace_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"funneltrace/loaders"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

var update = flag.Bool("update", false, "write what came out into the golden files; look at the difference before you commit it")

func TestMain(m *testing.M) {
	flag.Parse()
	if *update && os.Getenv("CI") != "" {
		fmt.Fprintln(os.Stderr, "-update is for people, who look at what changed; CI does not")
		os.Exit(2)
	}
	os.Exit(m.Run())
}

// connect opens an empty database for the test, which may write to the folders.
func connect(t testing.TB, folders ...string) *sql.Conn {
	t.Helper()
	ctx := context.Background()
	db, err := loaders.Open(ctx, loaders.Options{Threads: 1, Dirs: folders})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func exec(t testing.TB, conn *sql.Conn, query string) {
	t.Helper()
	if _, err := conn.ExecContext(context.Background(), query); err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
}

// makeTable makes a source of a query, as attaching a snapshot does.
func makeTable(ctx context.Context, conn *sql.Conn, schema, table, query string) error {
	name := sqltree.Quote(schema) + "."
	for _, text := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + sqltree.Quote(schema),
		"CREATE TABLE " + name + sqltree.Quote(table) + " AS " + query,
		"CREATE VIEW " + name + sqltree.Quote(trace.RowsView(table)) + " AS SELECT *, rowid AS " + trace.RowColumn + " FROM " + name + sqltree.Quote(table),
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	return nil
}

// plainSchema holds the models as the engine alone makes them.
const plainSchema = "plain"

// runPlain runs the chain's models as they are written, into tables of [plainSchema].
func runPlain(ctx context.Context, conn *sql.Conn, c *trace.Chain) error {
	ref := sqltree.Quote(trace.RefSchema)
	texts := []string{"DROP SCHEMA IF EXISTS " + ref + " CASCADE", "DROP SCHEMA IF EXISTS " + plainSchema + " CASCADE",
		"CREATE SCHEMA " + ref, "CREATE SCHEMA " + plainSchema}
	for _, m := range c.Models {
		name := sqltree.Quote(m.Name)
		texts = append(texts, "CREATE TABLE "+ref+"."+name+" AS "+strings.TrimRight(strings.TrimSpace(m.SQL), ";"),
			"CREATE TABLE "+plainSchema+"."+name+" AS FROM "+ref+"."+name)
	}
	for _, text := range append(texts, "DROP SCHEMA "+ref+" CASCADE") {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w\n%s", err, text)
		}
	}
	return nil
}

// differ says how the rows that the tagged model keeps are not those of the plain one; empty if they are.
func differ(ctx context.Context, conn *sql.Conn, model string, kept keptRows) (string, error) {
	plain := "SELECT * FROM " + plainSchema + "." + sqltree.Quote(model)
	var shapes [2]string
	for i, query := range []string{kept.query, plain} {
		err := conn.QueryRowContext(ctx, "SELECT coalesce(string_agg(column_name || ' ' || column_type, ', '), '') FROM (DESCRIBE "+query+")").Scan(&shapes[i])
		if err != nil {
			return "", err
		}
	}
	if !strings.EqualFold(shapes[0], shapes[1]) { // the case of a name is none of its own
		return fmt.Sprintf("%s: tagged has columns %s; plain %s", model, shapes[0], shapes[1]), nil
	}
	extra, err := someRows(ctx, conn, kept.query+" EXCEPT ALL "+plain)
	if err != nil {
		return "", err
	}
	missing, err := someRows(ctx, conn, plain+" EXCEPT ALL "+kept.query)
	if err != nil {
		return "", err
	}
	if len(extra)+len(missing) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s: the tagged model keeps rows that the plain one does not have: %s; and has not: %s", model, extra, missing), nil
}

// someRows prints up to ten rows.
func someRows(ctx context.Context, conn *sql.Conn, query string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "SELECT CAST(x AS VARCHAR) FROM ("+query+") AS x LIMIT 10")
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, query)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// unbalanced says where the ledger's counts do not add up; empty if they do.
func unbalanced(l *trace.Ledger) string {
	var faults []string
	for i, s := range l.Steps {
		dropped := int64(0)
		for _, c := range s.Causes {
			dropped += c.Clicks
			if c.OnlyCause > c.Clicks || c.Clicks < 0 {
				faults = append(faults, fmt.Sprintf("%s: %d of the %d that %s dropped are its alone", s.Name, c.OnlyCause, c.Clicks, c.ID))
			}
		}
		if s.In != s.Out+dropped {
			faults = append(faults, fmt.Sprintf("%s: %d in, %d out, %d dropped", s.Name, s.In, s.Out, dropped))
		}
		if i > 0 && s.In != l.Steps[i-1].Out {
			faults = append(faults, fmt.Sprintf("%s: %d in, %d left the step before", s.Name, s.In, l.Steps[i-1].Out))
		}
	}
	return strings.Join(faults, "; ")
}
