package diff_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/trace/diff"
)

// empty is a connection to an empty database.
func empty(t testing.TB) *sql.Conn {
	t.Helper()
	db, err := engine.Open(t.Context(), engine.Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		_ = db.Close()
	})
	return conn
}

func exec(t testing.TB, conn *sql.Conn, query string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// relation makes a table of a SELECT and returns it with its rows numbered.
func relation(t testing.TB, conn *sql.Conn, name, query string) diff.Relation {
	t.Helper()
	exec(t, conn, "CREATE OR REPLACE TABLE "+name+" AS "+query)
	return diff.Relation{From: "(SELECT rowid AS row_number, * FROM " + name + ")", Row: "row_number"}
}

// caseOptions is options.yml of a case.
type caseOptions struct {
	Key        []string            `yaml:"key"`
	Joined     []string            `yaml:"joined"`
	Positional map[string][]string `yaml:"positional"` // column to the columns of its ORDER BY
}

func (o caseOptions) options(name string) diff.Options {
	opt := diff.Options{Name: name, Key: o.Key, Roles: map[string]diff.Column{}, Windows: map[string]diff.Numbering{}, Orders: map[string][]string{}}
	for _, j := range o.Joined {
		opt.Roles[j] = diff.Column{Role: diff.Joined, From: "lookup"}
	}
	for p, orders := range o.Positional {
		opt.Roles[p] = diff.Column{Role: diff.Positional, From: strings.Join(orders, ", ")}
		opt.Windows[p] = diff.Numbering{Order: strings.Join(orders, ", ")}
		opt.Orders[p] = orders
	}
	return opt
}

// summary is what expected.txt says: rows, schema changes, and each class with its columns.
func summary(d diff.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d %d\nsame %d\n", d.Rows[0], d.Rows[1], d.Same)
	for _, s := range d.Schema {
		fmt.Fprintf(&b, "schema %s: %s -> %s\n", s.Column, s.Types[0], s.Types[1])
	}
	for _, c := range d.Classes {
		fmt.Fprintf(&b, "%s %d", c.Kind, c.Rows)
		columns := slices.Clone(c.Columns)
		slices.SortFunc(columns, func(x, y diff.ColumnCount) int { return strings.Compare(x.Column, y.Column) })
		for _, col := range columns {
			fmt.Fprintf(&b, " %s=%d", col.Column, col.Rows)
		}
		for _, n := range c.Numbering {
			fmt.Fprintf(&b, " [%s: swapped %d, shifted %d, groups %d]", n.Order, n.Swapped, n.Shifted, n.Groups)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// A case is a folder: a.sql and b.sql make the two tables, options.yml says what is known of them, expected.txt what differs.
func TestCases(t *testing.T) {
	conn := empty(t)
	folders, err := filepath.Glob("testdata/cases/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no cases", err)
	}
	for _, dir := range folders {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var o caseOptions
			if text, err := os.ReadFile(filepath.Join(dir, "options.yml")); err == nil {
				if err := yaml.UnmarshalWithOptions(text, &o, yaml.Strict()); err != nil {
					t.Fatal(err)
				}
			}
			a, b := relation(t, conn, "a", read(t, dir, "a.sql")), relation(t, conn, "b", read(t, dir, "b.sql"))
			want := read(t, dir, "expected.txt")
			for _, weak := range []int{0, 1, 3} { // with hashes of which none, all or most collide
				opt := diff.Applying(diff.Weaken(o.options(filepath.Base(dir)), weak))
				d, err := diff.Relations(t.Context(), conn, a, b, opt)
				if err != nil {
					t.Fatal(err)
				}
				if got := summary(d); got != want {
					t.Errorf("with hash %d: %s", weak, cmp.Diff(want, got))
				}
				if weak > 0 {
					continue
				}
				mirrored(t, conn, a, b, opt, d)
				itself, err := diff.Relations(t.Context(), conn, a, a, opt)
				if err != nil {
					t.Fatal(err)
				}
				if !itself.Equal() || itself.Same != itself.Rows[0] {
					t.Errorf("a table differs from itself: %s", summary(itself))
				}
			}
		})
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mirrored checks that what is added one way is removed the other way.
func mirrored(t *testing.T, conn *sql.Conn, a, b diff.Relation, opt diff.Options, d diff.Table) {
	t.Helper()
	m, err := diff.Relations(t.Context(), conn, b, a, opt)
	if err != nil {
		t.Fatal(err)
	}
	flip := map[diff.Kind]diff.Kind{diff.Added: diff.Removed, diff.Removed: diff.Added}
	for _, k := range diff.Kinds() {
		other := k
		if f, ok := flip[k]; ok {
			other = f
		}
		if d.Of(k).Rows != m.Of(other).Rows {
			t.Errorf("%d rows are %s, but %d are %s the other way", d.Of(k).Rows, k, m.Of(other).Rows, other)
		}
	}
	if d.Same != m.Same {
		t.Errorf("%d rows are the same, %d the other way", d.Same, m.Same)
	}
}

func TestDifferencesOfRandomTablesApply(t *testing.T) {
	conn := empty(t)
	diff.InSmallParts(t)
	for seed := range 25 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		rows := []int{0, 1, 5, 20, 60}[r.IntN(5)]
		query := fmt.Sprintf(`SELECT CASE WHEN hash(i, %[1]d) %% 5 = 0 THEN NULL ELSE hash(i, %[1]d) %% %[2]d END AS k, {'x': hash(i, 7, %[1]d) %% 3, 'y': 'v' || i // 3} AS s,
			CASE WHEN i %% 7 = 0 THEN 'nan'::DOUBLE ELSE (i %% 4)::DOUBLE END AS f, row_number() OVER (ORDER BY i // 4) AS n FROM range(%[3]d) AS t(i)`, seed, 1+r.IntN(50), rows)
		change := `SELECT CASE WHEN hash(row_number, 1) % 9 = 0 THEN k + 1 ELSE k END AS k, CASE WHEN hash(row_number, 2) % 8 = 0 THEN {'x': 9::UBIGINT, 'y': s.y} ELSE s END AS s, f,
			CASE WHEN hash(row_number, 3) % 4 = 0 THEN n + 1 ELSE n END AS n FROM (SELECT rowid AS row_number, * FROM a) WHERE hash(row_number, 4) % 10 <> 0
			UNION ALL SELECT k, s, f, n FROM a WHERE hash(rowid, 5) % 11 = 0`
		if seed%2 == 1 {
			change = "SELECT * FROM (" + change + ") ORDER BY hash(n, s)"
		}
		a := relation(t, conn, "a", query)
		b := relation(t, conn, "b", change)
		o := caseOptions{Positional: map[string][]string{"n": {"k"}}}
		if seed%3 == 0 {
			o.Key = []string{"k"}
		}
		if seed%4 == 1 {
			o.Joined = []string{"f"}
		}
		opt := diff.Applying(diff.Weaken(o.options("random"), []int{0, 2, 11}[seed%3]))
		d, err := diff.Relations(t.Context(), conn, a, b, opt)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		mirrored(t, conn, a, b, opt, d)
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, summary(d))
		}
	}
}
