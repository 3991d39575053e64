package loaders

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/snapshots"
)

// A file that Hadoop wrote before 2021 may be packed by its own form of LZ4.
func TestAFileOfAKindThatTheEngineDoesNotKnowIsNotCalledDamaged(t *testing.T) {
	for file, want := range map[string]string{
		"hadoop_lz4.parquet": `table t: file t.parquet: cannot be read: Unsupported compression codec "LZ4". Supported options are`,
		"variant.parquet":    "",
	} {
		text, err := os.ReadFile(filepath.Join("..", "snapshots", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "s_20240101")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "t.parquet"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		snap, err := snapshots.Open(dir)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		err = attach.Scan(t.Context(), snap, child.Options{})
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", file, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "damaged")):
			t.Errorf("%s: got %v, want %q and nothing of damage", file, err, want)
		}
	}
}
