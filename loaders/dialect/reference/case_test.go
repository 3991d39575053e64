package reference

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// recorded is a query and what the reference made of it.
type recorded struct {
	ID    string              `json:"id"`
	SQL   string              `json:"sql"`
	Cols  []string            `json:"cols"`
	Types []string            `json:"types"`
	Rows  [][]json.RawMessage `json:"rows"`
	Error string              `json:"err"`

	byHand bool // by the word of the documentation
}

// readCases reads all cases of testdata. What the reference cannot answer is in documentation.jsonl, by the word of BigQuery's
// documentation, under the same id.
func readCases(t *testing.T) (out []recorded) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	tables, err := os.ReadFile("testdata/queries_tables.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			var c recorded
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			c.SQL = strings.Replace(c.SQL, "$tables", string(tables), 1)
			c.byHand = filepath.Base(file) == "documentation.jsonl"
			out = append(out, c)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	byHand := map[string]bool{}
	for _, c := range out {
		byHand[c.ID] = byHand[c.ID] || c.byHand
	}
	return slices.DeleteFunc(out, func(c recorded) bool { return byHand[c.ID] && !c.byHand })
}
