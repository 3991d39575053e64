package trace_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
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
	extra, err := tracetest.SomeRows(ctx, conn, kept.query+" EXCEPT ALL "+plain)
	if err != nil {
		return "", err
	}
	missing, err := tracetest.SomeRows(ctx, conn, plain+" EXCEPT ALL "+kept.query)
	if err != nil {
		return "", err
	}
	if len(extra)+len(missing) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s: the tagged model keeps rows that the plain one does not have: %s; and has not: %s", model, extra, missing), nil
}

// unbalanced says where the ledger's counts do not add up; empty if they do.
func unbalanced(l *trace.Ledger) string {
	var faults []string
	for i, s := range l.Steps {
		dropped := int64(0)
		for _, c := range s.Causes {
			dropped += c.Clicks
			if c.OnlyCause > s.In-s.Out || c.Clicks < 0 {
				faults = append(faults, fmt.Sprintf("%s: %d that %s alone dropped, of %d that were dropped", s.Name, c.OnlyCause, c.ID, s.In-s.Out))
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

// model is a name and its SQL.
type model = tracetest.Model
