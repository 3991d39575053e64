package engine_test

import (
	"database/sql"
	"errors"
	"testing"

	"funneltrace/loaders/engine/enginetest"
)

// Where this fails, the engine is mended, and sandbox.sql need not switch common subexpressions off.
func TestTheEngineComputesWhatIsInATryOutsideOfIt(t *testing.T) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const query = `SELECT TRY(CAST(a AS INTEGER)), CASE WHEN i <> 2 THEN CAST(a AS INTEGER) END
		FROM (VALUES ('1', 1), ('x', 2)) v(a, i)`
	if _, err := db.ExecContext(t.Context(), query); err == nil {
		t.Error("with common subexpressions a TRY guards what is in it")
	}
	if _, err := enginetest.Connect(t, enginetest.Open(t)).ExecContext(t.Context(), query); err != nil {
		t.Errorf("in the sandbox a TRY guards nothing: %v", err)
	}
}

// Where one of them fails, the engine is mended, and sandbox.sql need not switch the optimizer off.
func TestOptimizersOfTheEngineChangeResults(t *testing.T) {
	for optimizer, c := range map[string]struct {
		query string
		want  int  // 0 is no row
		races bool // threads decide whether it is wrong, so that being right proves nothing
	}{
		"top_n_window_elimination": {"SELECT k, count(*) FROM r GROUP BY k QUALIFY row_number() OVER (ORDER BY k) = 1", 2, false},
		"deliminator":              {"SELECT count(*), 1 FROM (SELECT EXISTS (SELECT 1 FROM j WHERE j = a AND j <> k) AS e FROM r) WHERE e", 1, false},
		"top_n":                    {"SELECT k, j FROM (SELECT k FROM r ORDER BY k DESC NULLS LAST LIMIT 1) JOIN j ON j = k", 0, true},
	} {
		t.Run(optimizer, func(t *testing.T) {
			db, err := sql.Open("duckdb", "")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			conn, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if !c.races && wrongIn(t, conn, c.query, c.want) == 0 {
				t.Error("without the sandbox it is right")
			}
			if n := wrongIn(t, enginetest.Connect(t, enginetest.Open(t)), c.query, c.want); n > 0 {
				t.Errorf("in the sandbox it is wrong %d times", n)
			}
		})
	}
}

// wrongIn says how often the number k of the query's row over r and j is another one; 0 is no row. Threads that race make it right at times.
func wrongIn(t *testing.T, conn *sql.Conn, query string, want int) (n int) {
	t.Helper()
	const tables = "CREATE TABLE r AS SELECT * FROM (VALUES (2, 2), (NULL, 2), (3, 2)) v(k, a); CREATE TABLE j AS SELECT 2 AS j"
	if _, err := conn.ExecContext(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		k := 0
		if err := conn.QueryRowContext(t.Context(), query).Scan(&k, new(any)); err != nil && !errors.Is(err, sql.ErrNoRows) {
			t.Fatal(err)
		}
		if k != want {
			n++
		}
	}
	return n
}
