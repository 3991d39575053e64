package loaders

import (
	"context"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

func aliasOf(schema, table, called string) trace.Alias {
	return trace.Alias{Name: trace.SourceName{Schema: schema, Table: table}, Table: trace.SourceName{Schema: "s", Table: called}}
}

// twoTables is a snapshot s with tables a and b; a has the rows of the query.
func twoTables(t *testing.T, query string) *snapshots.Snapshot {
	t.Helper()
	dir := write(t, map[string]string{"a.parquet": query, "b.parquet": "SELECT 1 AS id"})
	table := func(name string) snapshots.Table {
		return snapshots.Table{Name: name, Format: snapshots.Parquet, Files: []snapshots.File{{Path: name + ".parquet"}}}
	}
	return snapshotWith(dir, table("a"), table("b"))
}

func TestTablesAreKnownByTheirAliases(t *testing.T) {
	ctx := context.Background()
	one, two := twoTables(t, "SELECT range AS n FROM range(5)"), twoTables(t, "SELECT range + 100 AS n FROM range(7)")
	c := enginetest.Connect(t, enginetest.Open(t, one.Dir, two.Dir))
	names := []trace.Alias{aliasOf("erp", `or"ders`, "A"), aliasOf("main", "b", "b"), aliasOf("S", "A", "a"), aliasOf("erp", "gone", "gone")}
	for database, snap := range map[string]*snapshots.Snapshot{"one": one, "two": two} {
		if err := attach.TablesIn(ctx, c, database, snap, ""); err != nil {
			t.Fatal(err)
		}
		if err := chains.Alias(ctx, c, names); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]string{
		`SELECT sum(n) FROM one.erp."or""ders"`:                                                                "10",
		`SELECT sum(n) FROM two.erp."or""ders"`:                                                                "721",
		`SELECT sum(n) FROM one.erp."or""ders#rows" WHERE __row = 3`:                                           "3",
		`SELECT sum(n) FROM two.erp."or""ders#rows" WHERE __row = 3`:                                           "103",
		`SELECT id FROM one.main.b`:                                                                            "1",
		`SELECT count(*) FROM duckdb_views() WHERE schema_name = 'erp' AND view_name LIKE 'gone%'`:             "0",
		`SELECT string_agg(column_name, ' ') FROM (DESCRIBE SELECT * FROM one.erp."or""ders")`:                 "n",
		`SELECT count(*) FROM duckdb_views() WHERE NOT internal AND schema_name = 's' AND view_name ILIKE 'a'`: "2",
	} {
		if got := enginetest.Cell(t, c, query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

func TestAnAliasThatIsTakenIsAnErrorAndNothingIsNamed(t *testing.T) {
	ctx := context.Background()
	snap := twoTables(t, "SELECT 1 AS n")
	for want, names := range map[string][]trace.Alias{
		"call table s.a s.B: there is a table s.B already":                   {aliasOf("erp", "x", "a"), aliasOf("s", "B", "a")},
		"call table s.b erp.X: there is a table erp.X already":               {aliasOf("erp", "x", "a"), aliasOf("erp", "X", "b")},
		`call table s.a ref.x: the engine keeps the schema "ref" for itself`: {aliasOf("erp", "x", "b"), aliasOf("ref", "x", "a")},
	} {
		c := enginetest.Connect(t, enginetest.Open(t, snap.Dir))
		if err := attach.Tables(ctx, c, snap, ""); err != nil {
			t.Fatal(err)
		}
		if err := chains.Alias(ctx, c, names); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if got := enginetest.Cell(t, c, "SELECT count(*) FROM duckdb_views() WHERE schema_name IN ('erp', 'ref')"); got != "0" {
			t.Errorf("%s: %s views stay", want, got)
		}
	}
}
