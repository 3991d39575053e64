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
