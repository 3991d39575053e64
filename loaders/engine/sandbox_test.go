package engine_test

import (
	"database/sql"
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

// Where this fails, the engine is mended, and sandbox.sql need not switch the elimination of windows off.
func TestTheEngineTakesAnotherRowForTheFirstWhereTheOrderHasANull(t *testing.T) {
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
	if k := firstByAnOrder(t, conn); k == 2 {
		t.Error("without the sandbox the first row is the right one")
	}
	if k := firstByAnOrder(t, enginetest.Connect(t, enginetest.Open(t))); k != 2 {
		t.Errorf("in the sandbox the first row is %d", k)
	}
}

func firstByAnOrder(t *testing.T, conn *sql.Conn) (k int) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), "CREATE TABLE r AS SELECT * FROM (VALUES (2), (NULL), (3)) v(k)"); err != nil {
		t.Fatal(err)
	}
	row := conn.QueryRowContext(t.Context(), "SELECT k, count(*) FROM r GROUP BY k QUALIFY row_number() OVER (ORDER BY k) = 1")
	if err := row.Scan(&k, new(int)); err != nil {
		t.Fatal(err)
	}
	return k
}
