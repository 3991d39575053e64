package sample_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // tests have no loaders to be given a connection by

	"funneltrace/snapshots/sample"
)

// whole is the built-in snapshot at scale 1, made once for all tests.
var whole string

func TestMain(m *testing.M) {
	cache, err := os.MkdirTemp("", "sample")
	if err == nil {
		whole, err = ensure(cache)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(cache)
	os.Exit(code)
}

func ensure(cache string) (string, error) {
	ctx := context.Background()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return "", err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	return sample.Ensure(ctx, conn, cache, sample.Rebrandly, nil)
}

// connect opens an empty database with so many threads.
func connect(t testing.TB, threads int) *sql.Conn {
	t.Helper()
	db, err := sql.Open("duckdb", "?threads="+strconv.Itoa(threads))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func exec(t testing.TB, conn *sql.Conn, statement string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%v\n%s", err, statement)
	}
}

// rows returns the cells of a query's result as text.
func rows(t testing.TB, conn *sql.Conn, query string, args ...any) [][]string {
	t.Helper()
	result, err := conn.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer result.Close()
	columns, err := result.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for result.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := result.Scan(into...); err != nil {
			t.Fatal(err)
		}
		text := make([]string, len(cells))
		for i, c := range cells {
			text[i] = fmt.Sprint(c)
		}
		out = append(out, text)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// count returns the only cell of a query's result.
func count(t testing.TB, conn *sql.Conn, query string) int {
	t.Helper()
	n, err := strconv.Atoi(rows(t, conn, query)[0][0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// attach makes views of the tables in dir: raw, with the row number as row, sheet and planted.
func attach(t testing.TB, conn *sql.Conn, dir string) {
	t.Helper()
	from := func(table string) string { return "'" + filepath.Join(dir, table+".parquet") + "'" }
	exec(t, conn, "CREATE SCHEMA rebrandly")
	exec(t, conn, "CREATE VIEW rebrandly.rebrandly_raw AS FROM read_parquet("+from("rebrandly_raw")+")")
	exec(t, conn, "CREATE VIEW rebrandly.creators_sheet AS FROM read_parquet("+from("creators_sheet")+")")
	exec(t, conn, "CREATE VIEW planted AS FROM read_parquet("+from("planted")+")")
	exec(t, conn, "CREATE VIEW raw AS SELECT file_row_number AS row, * EXCLUDE (file_row_number), "+
		"try_cast(timestamp AS TIMESTAMP) AS clicked FROM read_parquet("+from("rebrandly_raw")+", file_row_number = true)")
}
