package tracetest

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
)

// Model is a name and its SQL.
type Model = struct{ Name, SQL string }

// Gather traces models over the source src.clicks, which the query makes. The last model is the number.
func Gather(t testing.TB, clicks string, models ...Model) (*evidence.Evidence, *sql.Conn) {
	t.Helper()
	conn := Connect(t)
	return GatherOn(t, conn, clicks, models...), conn
}

// GatherOn is Gather on a connection.
func GatherOn(t testing.TB, conn *sql.Conn, clicks string, models ...Model) *evidence.Evidence {
	t.Helper()
	ctx := context.Background()
	if err := MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Gather(ctx, conn, Chain(models...), trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Chain is a chain of models over src.clicks. The last model is the number.
func Chain(models ...Model) *trace.Chain {
	c := &trace.Chain{Name: "test", Root: trace.Root{Source: trace.SourceName{Schema: "src", Table: "clicks"}, Unit: "click"}}
	for _, m := range models {
		c.Models = append(c.Models, trace.Model{Name: m.Name, File: m.Name + ".sql", SQL: m.SQL, Text: m.SQL})
		c.Number.Model = m.Name
	}
	return c
}

// Open returns the rows that the query asks for.
func Open(t testing.TB, e *evidence.Evidence, q trace.RowsQuery) *evidence.RowSet {
	t.Helper()
	set, err := e.Rows(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Cells returns the printed rows of a page; NULL is "∅".
func Cells(t testing.TB, set *evidence.RowSet, offset int64, n int) [][]string {
	t.Helper()
	rows, err := set.Page(context.Background(), offset, n)
	if err != nil {
		t.Fatal(err)
	}
	out := [][]string{}
	for _, r := range rows {
		var line []string
		for i, c := range r.Cells {
			if c.Name != set.Columns[i].Name {
				t.Fatalf("got a cell of %s in column %s", c.Name, set.Columns[i].Name)
			}
			if c.Null {
				c.Text = "∅"
			}
			line = append(line, c.Text)
		}
		out = append(out, line)
	}
	return out
}

// CauseLike returns the id of the cause that dropped something and whose predicate holds the text.
func CauseLike(t testing.TB, e *evidence.Evidence, predicate string) string {
	t.Helper()
	l, err := e.Result().Ledger(context.Background(), trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Clicks > 0 && strings.Contains(c.Predicate, predicate) {
				return c.ID
			}
			all = append(all, c.Predicate)
		}
	}
	t.Fatalf("no cause has %s; there are %q", predicate, all)
	return ""
}

// Queried returns the rows of the set's query as text, NULL as nothing.
func Queried(t testing.TB, conn *sql.Conn, set *evidence.RowSet) [][]string {
	t.Helper()
	return Table(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+set.Query()+")")
}

// HasTies says whether an ORDER BY of the ledger does not decide.
func HasTies(l *trace.Ledger) bool {
	for _, s := range l.Steps {
		if len(s.Ties) > 0 {
			return true
		}
	}
	return false
}

// Year is the slice of a year.
func Year(y int) trace.Slice {
	return trace.Slice{From: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC), Label: fmt.Sprint(y)}
}

// Paged returns the set page by page in the same form.
func Paged(t testing.TB, set *evidence.RowSet, size int) [][]string {
	t.Helper()
	var out [][]string
	for at := int64(0); ; at += int64(size) {
		rows, err := set.Page(context.Background(), at, size)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return out
		}
		for _, r := range rows {
			var line []string
			for _, c := range r.Cells {
				line = append(line, c.Text)
			}
			last := r.Root
			if set.Grouped {
				last = r.Count
			}
			out = append(out, append(line, strconv.FormatInt(last, 10)))
		}
	}
}
