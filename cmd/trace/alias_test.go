package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/report/diffs"
)

// renamed is the chain of the scripts whose models know the snapshot's tables by other names.
func renamed(t *testing.T) (plain, other *trace.Chain) {
	t.Helper()
	var two [2]*trace.Chain
	for i := range two {
		c, err := chains.ReadChain(filepath.Join("testdata", "shop", "mini"))
		if err != nil {
			t.Fatal(err)
		}
		two[i] = c
	}
	plain, other = two[0], two[1]
	names := map[trace.SourceName]trace.SourceName{
		{Schema: "shop", Table: "orders"}:    {Schema: "erp", Table: "sales"},
		{Schema: "shop", Table: "countries"}: {Schema: "geo", Table: "lands"},
	}
	for table, name := range names {
		other.Tables = append(other.Tables, trace.Alias{Name: name, Table: table})
		for i := range other.Models {
			m := &other.Models[i]
			m.SQL = strings.ReplaceAll(m.SQL, `"`+table.Schema+`"."`+table.Table+`"`, `"`+name.Schema+`"."`+name.Table+`"`)
			for j, r := range m.Reads {
				if r == table {
					m.Reads[j] = name
				}
			}
		}
	}
	other.Root.Source = names[plain.Root.Source]
	return plain, other
}

// shop is a folder with a snapshot of Parquet that needs no child process to be trusted.
func shop(t *testing.T, p *program, name, orders string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(t.Context(), engine.Options{Dirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for table, query := range map[string]string{
		"orders":    "SELECT id, TIMESTAMP '2024-01-01' + to_days(id) AS placed, country, status, amount, '' AS memo FROM (" + orders + ") AS t(id, country, status, amount)",
		"countries": "SELECT * FROM (VALUES ('BR', 'LATAM'), ('DE', 'EU')) AS t(code, region)",
	} {
		if _, err := conn.ExecContext(t.Context(), "COPY ("+query+") TO '"+filepath.Join(dir, table+".parquet")+"' (FORMAT parquet)"); err != nil {
			t.Fatal(err)
		}
	}
	snap, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	cache, err := p.env.cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := snapshots.TrustIn(cache, engine.Engine()).Mark(snap); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAChainKnowsTheTablesByItsOwnNames(t *testing.T) {
	ctx := t.Context()
	cache := t.TempDir()
	p := &program{stderr: t.Output(), env: environment{version: "v0.0.0-test", getenv: func(name string) string {
		if name == "TRACE_CACHE" {
			return cache
		}
		return ""
	}}}
	dirs := [2]string{
		shop(t, p, "shop_20240101", "VALUES (1, 'BR', 'paid', 1), (2, 'XX', 'paid', 2), (3, 'DE', 'open', 3), (4, 'DE', 'paid', 4)"),
		shop(t, p, "shop_20240201", "VALUES (1, 'BR', 'paid', 1), (2, 'DE', 'paid', 2), (3, 'DE', 'open', 3), (4, 'DE', 'paid', 5)"),
	}
	plain, other := renamed(t)
	open := func(c *trace.Chain, dir string) *session {
		t.Helper()
		s, err := p.over(dir).openWhole(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.close)
		return s
	}

	var counts [2][]int64
	for i, c := range []*trace.Chain{plain, other} {
		s := open(c, dirs[0])
		ls, err := s.ledgers(ctx, trace.Slice{}, "", false)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range ls[0].Steps {
			counts[i] = append(counts[i], step.In, step.Out)
			for _, cause := range step.Causes {
				counts[i] = append(counts[i], cause.Clicks)
			}
		}
		s.keep(ctx, ls)
	}
	if d := cmp.Diff(counts[0], counts[1]); d != "" || counts[0][0] != 4 {
		t.Errorf("ledgers (-plain +renamed):\n%s", d)
	}

	cached := newDesk(ctx, open(other, dirs[0]))
	defer cached.close()
	e, err := cached.evidence(ctx, func(trace.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := e.Rows(ctx, trace.RowsQuery{Step: "paid", Cause: string(trace.Kept)}); err != nil || rows.Total != 2 {
		t.Errorf("got %v, %v, want 2 rows", rows, err)
	}

	check, err := open(other, dirs[0]).determinism(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !check.Reproducible() {
		t.Errorf("the chain is not reproducible: %s", diffs.Verdict(check))
	}

	x := &pair{program: p, chain: other, sessions: [2]*session{open(other, dirs[0]), open(other, dirs[1])}}
	d, err := x.compare(ctx, wanted{number: true, models: []string{"all"}, samples: 5})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, table := range d.Tables {
		got = append(got, table.Name)
		if table.Name == "orders" && !cmp.Equal(table.Key, other.Root.Key) {
			t.Errorf("orders are told apart by %v, want the chain's key", table.Key)
		}
	}
	if diff := cmp.Diff([]string{"countries", "orders", "clean", "paid"}, got); diff != "" {
		t.Errorf("compared (-want +got):\n%s", diff)
	}
	if d.Bridge == nil || d.Bridge.Values != [2]float64{5, 8} {
		t.Errorf("got bridge %+v", d.Bridge)
	}
}
