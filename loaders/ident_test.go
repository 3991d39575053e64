package loaders_test

import (
	"fmt"
	"testing"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/ident"
	"funneltrace/trace/sqltree"
)

func TestEveryKeywordOfTheEngineIsReadAsTheColumnOfThatName(t *testing.T) {
	db, err := engine.Open(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rows, err := conn.QueryContext(t.Context(), `SELECT keyword_name FROM duckdb_keywords()
		UNION SELECT function_name FROM duckdb_functions() WHERE function_type = 'scalar' AND len(parameters) = 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := []string{"Order Date", "Order", "a\"b", "straße", "1st", "x;y"}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(names) < 400 {
		t.Errorf("the engine has %d words, which is too few to be all", len(names))
	}
	for _, name := range names {
		for _, form := range []string{"%s", "(%s)", "try_cast(%s AS TIMESTAMPTZ)", "epoch_ms(%s)", "%s || 'x'", "sum(%s)", "%s::VARCHAR", "%s = 1"} {
			text := fmt.Sprintf(form, ident.Of(name))
			found := false
			if tree, err := sqltree.ParseExpr(t.Context(), conn, text); err == nil {
				tree.Walk(func(n sqltree.Node) bool {
					parts := n.Strings("column_names")
					found = found || n.Class() == "COLUMN_REF" && len(parts) == 1 && parts[0] == name
					return true
				})
			}
			if !found {
				t.Errorf("%s is not read as the column %q", text, name)
			}
		}
	}
}

func TestWhatNeedsNoQuotesHasNone(t *testing.T) {
	for _, name := range []string{"timestamp", "date", "year", "status", "_x1", "type", "user_id"} {
		if got := ident.Of(name); got != name {
			t.Errorf("got %s, want it as it is", got)
		}
	}
}
