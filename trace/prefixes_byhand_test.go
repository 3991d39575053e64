package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// The files of testdata/prefixes have chains over the tables of its tables.sql, each with its causes counted by hand, as SQL. A line
// "-- table t" makes a table of the source src, "-- chain a sentence" begins a chain, "-- model m" one of its models, and below
// "-- left" stands, line by line, of which kinds the rows are that a rung of its ladder drops, and the root rows that are left after it:
//
//	join_miss | SELECT id FROM src.root JOIN src.l1 ON k1 = k
//
// A row belongs to the first line that it is not in.
func TestChainsHaveTheCausesThatTheirPrefixesSay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "prefixes", "*.sql"))
	if err != nil || len(files) < 2 {
		t.Fatalf("no chains: %v", err)
	}
	for _, file := range files {
		if filepath.Base(file) == "tables.sql" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			t.Parallel()
			conn := tracetest.Connect(t)
			readChains(t, conn, filepath.Join("testdata", "prefixes", "tables.sql"))
			for _, c := range readChains(t, conn, file) {
				t.Run(c.Name, func(t *testing.T) { c.check(t, conn) })
			}
		})
	}
}

// byHand is a chain and its ladder, over all of its models.
type byHand struct {
	*trace.Chain
	left []leftRows
}

// leftRows is a rung of a ladder: of which kinds it is, and SQL of the root rows that are left after it.
type leftRows struct{ kinds, query string }

func readChains(t *testing.T, conn *sql.Conn, file string) (out []byHand) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(text), "\n-- ")[1:] {
		head, body, _ := strings.Cut(part, "\n")
		word, name, _ := strings.Cut(head, " ")
		switch word {
		case "table":
			if err := tracetest.MakeTable(t.Context(), conn, "src", name, body); err != nil {
				t.Fatal(err)
			}
		case "chain":
			out = append(out, byHand{Chain: &trace.Chain{Name: name, Root: trace.Root{Source: trace.SourceName{Schema: "src", Table: "root"}, Unit: "row"}}})
		case "model":
			c := out[len(out)-1]
			c.Models = append(c.Models, trace.Model{Name: name, File: name + ".sql", SQL: body, Text: body})
			c.Number.Model = name
		case "left":
			c := &out[len(out)-1]
			for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
				kinds, query, _ := strings.Cut(line, "|")
				c.left = append(c.left, leftRows{strings.TrimSpace(kinds), query})
			}
		default:
			t.Fatalf("%s: what is %q", file, head)
		}
	}
	return out
}

func (c byHand) check(t *testing.T, conn *sql.Conn) {
	ctx := context.Background()
	if err := runPlain(ctx, conn, c.Chain); err != nil {
		t.Fatal(err)
	}
	traced, err := runTraced(ctx, conn, c.Chain, trace.Options{Full: true})
	if err != nil {
		t.Fatal(err)
	}
	for name, kept := range traced.kept {
		if fault, err := differ(ctx, conn, name, kept); err != nil || fault != "" {
			t.Error(fault, err)
		}
	}
	l, err := traced.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	want := c.counted(t, conn)
	if fault := disagrees(want, l); fault != "" {
		t.Errorf("%s; prefixes say %v\n%s", fault, want, ledgerCSV(l))
	}
}

// droppedBy is how many rows a rung drops, and of which kinds they are.
type droppedBy struct {
	kinds string
	rows  int
}

// counted runs the prefixes. Rungs that drop nothing are left out.
func (c byHand) counted(t *testing.T, conn *sql.Conn) (out []droppedBy) {
	t.Helper()
	all := "SELECT id FROM src.root"
	for _, l := range c.left {
		query := fmt.Sprintf("SELECT count(DISTINCT id) FROM (%s) AS r(id) WHERE id NOT IN (SELECT id FROM (%s) AS s(id) WHERE id IS NOT NULL)", all, l.query)
		n, err := strconv.Atoi(tracetest.Table(t, conn, query)[0][0])
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			out = append(out, droppedBy{l.kinds, n})
		}
		all = fmt.Sprintf("SELECT id FROM (%s) AS r(id) WHERE id IN (SELECT id FROM (%s) AS s(id))", all, l.query)
	}
	return out
}

// disagrees says where the ledger's causes, in their order, are not what the rungs drop. Several kinds may share a rung.
func disagrees(want []droppedBy, l *trace.Ledger) string {
	var got []trace.Cause
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Clicks > 0 {
				got = append(got, c)
			}
		}
	}
	for _, w := range want {
		for left := int64(w.rows); left > 0; {
			if len(got) == 0 {
				return fmt.Sprintf("%d rows of %s are not dropped", left, w.kinds)
			}
			if c := got[0]; c.Clicks > left || !slices.Contains(strings.Fields(w.kinds), string(c.Kind)) {
				return fmt.Sprintf("%d rows are %s by %s, where %d are %s", c.Clicks, c.Kind, c.Predicate, left, w.kinds)
			}
			left, got = left-got[0].Clicks, got[1:]
		}
	}
	if len(got) > 0 {
		return fmt.Sprintf("%d rows are %s by %s, and no rung drops them", got[0].Clicks, got[0].Kind, got[0].Predicate)
	}
	return ""
}
