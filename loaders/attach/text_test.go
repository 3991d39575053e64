package attach

import (
	"context"
	"database/sql"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
)

// What the engine reads is compared with what the standard library reads, cell by cell, of files that quote at random.
func TestTheEngineReadsACSVAsItWasChecked(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	pieces := []string{"a", "é", ",", "\"", "\n", "\r\n", " ", "'", "\\", "\\N", "NULL", "#", "--", ";", "\t", "1", "x y"}
	for i := range 150 {
		end := []string{"\n", "\r\n"}[i%2]
		width := 1 + rng.IntN(4)
		var text strings.Builder
		for col := range width {
			text.WriteString([]string{"", ","}[min(col, 1)] + "c" + strconv.Itoa(col))
		}
		text.WriteString(end)
		for range rng.IntN(40) {
			for col := range width {
				var cell string
				for range rng.IntN(4) {
					cell += pieces[rng.IntN(len(pieces))]
				}
				if width == 1 || strings.ContainsAny(cell, ",\"\r\n") || rng.IntN(3) == 0 {
					cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
				}
				text.WriteString([]string{"", ","}[min(col, 1)] + cell)
			}
			text.WriteString(end)
		}
		in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.parquet")
		if err := os.WriteFile(in, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := importText(context.Background(), c, job{Format: snapshots.CSV, Files: []string{in}, Out: out}); err != nil {
			t.Fatalf("%v\n%q", err, text.String())
		}
		want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[1:], cells(t, c, tables.ReadParquet([]string{out})), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%q", diff, text.String())
		}
	}
}

// cells returns a relation as text, NULL as empty, CRLF as the standard library reads it.
func cells(t *testing.T, c *sql.Conn, relation string) [][]string {
	t.Helper()
	rows, err := c.QueryContext(context.Background(), "SELECT replace(coalesce(CAST(COLUMNS(*) AS VARCHAR), ''), chr(13) || chr(10), chr(10)) FROM "+relation)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		row := make([]string, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
