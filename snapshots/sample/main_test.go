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

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

// whole is the built-in snapshot at scale 1.
var whole string

func TestMain(m *testing.M) {
	folder, err := sampletest.Folder(context.Background(), sample.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	whole = filepath.Join(folder, sample.Name(sample.Rebrandly))
	os.Exit(m.Run())
}

// borrow returns a snapshot that this program, or one before it with the same recipe, made for all tests. That the two write the
// same bytes is what the tests say that make their own.
func borrow(t *testing.T, o sample.Options) *snapshots.Snapshot {
	t.Helper()
	folder, err := sampletest.Folder(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshots.Open(filepath.Join(folder, o.Name()))
	if err != nil {
		t.Fatal(err)
	}
	return s
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
