package diff

import (
	"context"
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

	"funneltrace/loaders"
)

// engine is a connection to an empty database.
func engine(t testing.TB) *sql.Conn {
	t.Helper()
	db, err := loaders.Open(t.Context(), loaders.Options{TempDir: t.TempDir()})
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
func relation(t testing.TB, conn *sql.Conn, name, query string) Relation {
	t.Helper()
	exec(t, conn, "CREATE OR REPLACE TABLE "+name+" AS "+query)
	return Relation{From: "(SELECT rowid AS row_number, * FROM " + name + ")", Row: "row_number"}
}

// caseOptions is options.yml of a case.
type caseOptions struct {
	Key        []string            `yaml:"key"`
	Joined     []string            `yaml:"joined"`
	Positional map[string][]string `yaml:"positional"` // column to the columns of its ORDER BY
}

func (o caseOptions) options(name string) Options {
	opt := Options{Name: name, Key: o.Key, Roles: map[string]Column{}, Windows: map[string]Numbering{}, Orders: map[string][]string{}}
	for _, j := range o.Joined {
		opt.Roles[j] = Column{Role: Joined, From: "lookup"}
	}
	for p, orders := range o.Positional {
		opt.Roles[p] = Column{Role: Positional, From: strings.Join(orders, ", ")}
		opt.Windows[p] = Numbering{Order: strings.Join(orders, ", ")}
		opt.Orders[p] = orders
	}
	return opt
}

// summary is what expected.txt says: rows, schema changes, and each class with its columns.
func summary(d Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d %d\nsame %d\n", d.Rows[0], d.Rows[1], d.Same)
	for _, s := range d.Schema {
		fmt.Fprintf(&b, "schema %s: %s -> %s\n", s.Column, s.Types[0], s.Types[1])
	}
	for _, c := range d.Classes {
		fmt.Fprintf(&b, "%s %d", c.Kind, c.Rows)
		columns := slices.Clone(c.Columns)
		slices.SortFunc(columns, func(x, y ColumnCount) int { return strings.Compare(x.Column, y.Column) })
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
	conn := engine(t)
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
				opt := weaken(o.options(filepath.Base(dir)), weak)
				opt.after = applies
				d, err := Relations(t.Context(), conn, a, b, opt)
				if err != nil {
					t.Fatal(err)
				}
				if got := summary(d); got != want {
					t.Errorf("with hash %d: %s", weak, cmp.Diff(want, got))
				}
				mirrored(t, conn, a, b, opt, d)
				itself, err := Relations(t.Context(), conn, a, a, opt)
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

// weaken makes hashes collide: modulo n, or not for 0.
func weaken(opt Options, n int) Options {
	if n > 0 {
		opt.hash = func(columns string) string { return fmt.Sprintf("(hash(%s) %% %d)::UBIGINT", columns, n) }
	}
	return opt
}

// mirrored checks that what is added one way is removed the other way.
func mirrored(t *testing.T, conn *sql.Conn, a, b Relation, opt Options, d Table) {
	t.Helper()
	m, err := Relations(t.Context(), conn, b, a, opt)
	if err != nil {
		t.Fatal(err)
	}
	flip := map[Kind]Kind{Added: Removed, Removed: Added}
	for _, k := range Kinds() {
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

// applies checks that A with the differences applied is B, as a bag, in the columns that both have.
func applies(ctx context.Context, c *comparison) error {
	if len(c.cols.list) == 0 {
		return nil
	}
	var list []string
	for i := range c.cols.list {
		list = append(list, column(i))
	}
	values := "row(" + strings.Join(list, ", ") + ") AS v"
	paired := func(side int) string {
		return fmt.Sprintf("(SELECT row_no FROM %s AS x WHERE EXISTS (FROM %s WHERE %s = x.row_no AND kind <> 'same') OR row_no IN (SELECT row_no FROM %s))", c.from[side], pairsTable, pairColumn(side), c.left(side))
	}
	applied := fmt.Sprintf("(SELECT %[1]s FROM %[2]s WHERE row_no NOT IN %[3]s UNION ALL SELECT %[1]s FROM %[4]s WHERE row_no IN %[5]s)", values, c.from[0], paired(0), c.from[1], paired(1))
	for _, query := range []string{
		fmt.Sprintf("SELECT count(*) FROM (FROM %s EXCEPT ALL SELECT %s FROM %s)", applied, values, c.from[1]),
		fmt.Sprintf("SELECT count(*) FROM (SELECT %s FROM %s EXCEPT ALL FROM %s)", values, c.from[1], applied),
	} {
		n, err := c.countOf(ctx, query)
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("the differences applied to A do not give B: %d rows", n)
		}
	}
	return nil
}

func TestDifferencesOfRandomTablesApply(t *testing.T) {
	conn := engine(t)
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		rows := []int{0, 1, 5, 40, 300}[r.IntN(5)]
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
		opt := weaken(o.options("random"), []int{0, 2, 11}[seed%3])
		opt.after = applies
		d, err := Relations(t.Context(), conn, a, b, opt)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		mirrored(t, conn, a, b, opt, d)
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, summary(d))
		}
	}
}
