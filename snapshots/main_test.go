package snapshots

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// parquetBytes returns a Parquet file with so many rows of one BIGINT column.
func parquetBytes(t testing.TB, column string, rows int) []byte {
	t.Helper()
	node, err := schema.NewGroupNode("schema", parquet.Repetitions.Required,
		schema.FieldList{schema.NewInt64Node(column, parquet.Repetitions.Required, -1)}, -1)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	w := file.NewParquetWriter(&buf, node)
	chunk, err := w.AppendRowGroup().NextColumn()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]int64, rows)
	for i := range values {
		values[i] = int64(i)
	}
	if _, err := chunk.(*file.Int64ColumnChunkWriter).WriteBatch(values, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// folder makes a folder called name with files of that content, in a place of its own.
func folder(t testing.TB, name string, content map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	fill(t, dir, content)
	return dir
}

func fill(t testing.TB, dir string, content map[string][]byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// described makes a snapshot with a manifest.
func described(t testing.TB, name string, content map[string][]byte) (dir string, m Manifest) {
	t.Helper()
	dir = folder(t, name, content)
	m, err := Describe(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	m.Source, m.Program = "a test", "trace test"
	if err := WriteManifest(dir, m); err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// wantError checks that an error is one clear line that says all of the parts.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("got error %q, want it to say %q", err, p)
		}
	}
	if strings.ContainsFunc(err.Error(), func(r rune) bool { return !printable(string(r)) }) || strings.HasSuffix(err.Error(), ".") {
		t.Errorf("got error %q, want one printable line without a full stop", err)
	}
}
