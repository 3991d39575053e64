package reference

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
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
}

// readCases reads all cases of testdata.
func readCases(t *testing.T) (out []recorded) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
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
			out = append(out, c)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
