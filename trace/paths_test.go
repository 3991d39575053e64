package trace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// joinedChain is a chain over src.raw. Each text is a model: its name, and what it joins: "orders: stg, root" reads two tables.
// The number is the last.
func joinedChain(texts ...string) *trace.Chain {
	c := &trace.Chain{Name: "c", Root: trace.Root{Source: trace.SourceName{Schema: "src", Table: "raw"}, Unit: "order"}}
	for _, text := range texts {
		name, list, _ := strings.Cut(text, ": ")
		var from []string
		for _, s := range strings.Split(list, ", ") {
			if s == "root" {
				from = append(from, "src.raw")
			} else {
				from = append(from, "ref."+s)
			}
		}
		c.Models = append(c.Models, trace.Model{Name: name, SQL: "SELECT 1 AS x FROM " + strings.Join(from, " CROSS JOIN ")})
		c.Number.Model = name
	}
	return c
}

func TestTheSpineLeadsThroughTheModelsThatAreAskedFor(t *testing.T) {
	jaffle := []string{"stg: root", "orders: stg", "per_customer: orders", "customers: per_customer, orders, stg"}
	for _, test := range []struct {
		name   string
		models []string
		via    string
		want   string
		note   string
		fails  string
	}{
		{name: "one path says nothing", models: []string{"stg: root", "orders: stg"}, want: "stg orders"},
		{name: "a model read twice is one path", models: []string{"stg: root", "orders: stg, stg"}, want: "stg orders"},
		{name: "leftmost by default", models: jaffle, want: "stg orders per_customer customers",
			note: "3 paths lead from src.raw to customers; this is traced: stg → orders → per_customer → customers; others: … → orders → customers, stg → customers; --via MODEL takes another"},
		{name: "via the last is the default", models: jaffle, via: "customers", want: "stg orders per_customer customers"},
		{name: "via two in any order", models: jaffle, via: "per_customer stg", want: "stg orders per_customer customers"},
		{name: "another", models: []string{"a: root", "b: root", "d: a, b"}, via: "b", want: "b d",
			note: "2 paths lead from src.raw to d; this is traced: b → d; the other: a → d; --via MODEL takes another"},
		{name: "a twist in the middle", models: []string{"a: root", "b: a", "c1: b", "c2: b", "d: c1, c2", "e: d"}, via: "c2", want: "a b c2 d e",
			note: "2 paths lead from src.raw to e; this is traced: a → b → c2 → d → e; the other: … → b → c1 → d → …; --via MODEL takes another"},
		{name: "the root is read late", models: []string{"a: root", "b: a, root"}, want: "a b",
			note: "2 paths lead from src.raw to b; this is traced: a → b; the other: b; --via MODEL takes another"},
		{name: "more than are listed", models: []string{"a: root", "b: root", "c: root", "d: root", "e: root", "f: root", "z: a, b, c, d, e, f"}, via: "c", want: "c z",
			note: "6 paths lead from src.raw to z; this is traced: c → z; others: a → z, b → z, d → z, e → z and 1 more; --via MODEL takes another"},
		{name: "a model that is on no path", models: append([]string{"side: root"}, jaffle...), via: "side",
			fails: "chain c: no path of models from source src.raw to model customers leads through side; the paths are stg → orders → per_customer → customers, stg → orders → customers, stg → customers"},
		{name: "no such model", models: []string{"stg: root", "orders: stg"}, via: "order",
			fails: "chain c: no path of models from source src.raw to model orders leads through order; the only path is stg → orders"},
		{name: "two that are on no path together", models: []string{"a: root", "b: root", "d: a, b"}, via: "a b",
			fails: "chain c: no path of models from source src.raw to model d leads through a and b; the paths are a → d, b → d"},
		{name: "models that read each other", models: []string{"b: a, root", "a: b"}, want: "b a"},
		{name: "no path at all", models: []string{"a: b", "b: a"}, fails: "chain c: no path of models leads from source src.raw to model b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := joinedChain(test.models...)
			c.Via = strings.Fields(test.via)
			path, note, err := spineOf(t, c)
			got, fails := strings.Join(path, " "), ""
			if err != nil {
				fails = err.Error()
			}
			if d := cmp.Diff([]string{test.want, test.fails}, []string{got, fails}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := cmp.Diff(test.note, note); d != "" && test.note != "" {
				t.Errorf("note (-want +got):\n%s", d)
			}
		})
	}
}

func TestARootThatIsOnlyAskedForIsNoPath(t *testing.T) {
	for _, test := range []struct{ name, sql, where, how string }{
		{"exists", "SELECT 1 AS x\nFROM src.other AS o WHERE EXISTS (SELECT 1 FROM src.raw AS r WHERE r.x = o.x)", "b.sql:2:49", "asks only whether there is one (EXISTS)"},
		{"not in", "SELECT x FROM src.other WHERE x NOT IN (SELECT x FROM ref.a)", "b.sql:1:55", "looks only whether a value is among them (IN)"},
		{"not exists", "SELECT x FROM src.other AS o WHERE NOT EXISTS (FROM ref.a AS a WHERE a.x = o.x)", "b.sql:1:53", "asks only whether there is one (EXISTS)"},
		{"a value", "WITH w AS (SELECT x, (SELECT max(r.x) FROM (SELECT * FROM ref.a) AS r) AS most FROM src.other) SELECT x FROM w", "b.sql:1:59",
			"takes only one value of them (a subquery in place of a value)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := joinedChain("a: root", "b: a", "n: b")
			c.Models[1].SQL, c.Models[1].File, c.Models[1].Text = test.sql, "b.sql", test.sql
			_, _, err := spineOf(t, c)
			want := "chain c: the rows of source src.raw do not become rows of model n, so they cannot be followed to it: " + test.where + ": b " + test.how +
				"; take a source as the root that stands in a FROM"
			if err == nil || err.Error() != want {
				t.Errorf("got %v\nwant %s", err, want)
			}
		})
	}
}

func TestWhereNoPathLeadsTheTablesThatNothingIsCalledBySayHowTheyAreWritten(t *testing.T) {
	c := joinedChain("a: root", "b: a")
	c.Models[1].SQL = "WITH w AS (SELECT 1 AS one FROM RAW) SELECT * FROM A JOIN raw AS r ON TRUE, w"
	_, _, err := spineOf(t, c)
	want := "chain c: no path of models leads from source src.raw to model b; model b names tables as nothing is called: write {{ source('src', 'raw') }}, {{ ref('a') }}"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestPathsAreCountedWhereTheyAreTooManyToWalk(t *testing.T) {
	models := []string{"m0: root"}
	for i := range 60 {
		models = append(models, fmt.Sprintf("l%d: m%d", i, i), fmt.Sprintf("r%d: m%d", i, i), fmt.Sprintf("m%d: l%d, r%d", i+1, i, i))
	}
	c := joinedChain(models...)
	c.Via = []string{"r30"}
	path, note, err := spineOf(t, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(path) != 121 || path[61] != "r30" {
		t.Errorf("got a path of %d models, by %s", len(path), path[61])
	}
	if !strings.HasPrefix(note, "more than 999999 paths lead") || !strings.Contains(note, " and very many more; ") {
		t.Errorf("got %s", note)
	}
	c.Via = []string{"l30", "r30"}
	if _, _, err := spineOf(t, c); err == nil || !strings.Contains(err.Error(), "leads through l30 and r30; ") {
		t.Errorf("got %v", err)
	}
}

func TestARunSaysThatThereAreOtherPaths(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "raw", "SELECT range AS id FROM range(3)"); err != nil {
		t.Fatal(err)
	}
	c := joinedChain("stg: root", "orders: stg", "customers: orders, stg")
	c.Via = []string{"orders"}
	r, err := runTraced(ctx, conn, c, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"stg", "orders", "customers"}, r.spine); d != "" {
		t.Errorf("spine (-want +got):\n%s", d)
	}
	want := []string{"2 paths lead from src.raw to customers; this is traced: stg → orders → customers; the other: stg → customers; --via MODEL takes another"}
	if d := cmp.Diff(want, l.Notes); d != "" {
		t.Errorf("notes (-want +got):\n%s", d)
	}
}
