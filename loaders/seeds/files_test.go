package seeds_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/child"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/seeds"
)

// files is a table that is read from files with these contents.
func files(t *testing.T, function, options string, contents map[string]string) seeds.Seed {
	t.Helper()
	dir := t.TempDir()
	s := seeds.Seed{Name: "raw", Shown: "data/*", Read: &freeze.FileRead{Table: "files.raw", Function: function, Options: options}}
	for _, name := range []string{"a.csv", "b.csv", "a.ndjson"} {
		content, ok := contents[name]
		if !ok {
			continue
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Read.Files, s.Names = append(s.Read.Files, file), append(s.Names, "data/"+name)
	}
	return s
}

func TestATableOfFilesIsWhatTheEngineMakesOfThem(t *testing.T) {
	for _, c := range []struct {
		function, options string
		contents          map[string]string
		want              []string
	}{
		{"read_csv_auto", "", map[string]string{"a.csv": "id,on\n7,2024-01-31\n", "b.csv": "id,on\n8,\n"}, []string{"id BIGINT, on DATE", "(7, 2024-01-31)", "(8, NULL)"}},
		{"read_csv", "delim = ';', all_varchar = true", map[string]string{"a.csv": "id;on\n007;x,y\n"}, []string{"id VARCHAR, on VARCHAR", "(007, 'x,y')"}},
		{"read_json_auto", "", map[string]string{"a.ndjson": "{\"id\": 1}\n{\"id\": 2}\n"}, []string{"id BIGINT", "(1)", "(2)"}},
	} {
		cache := t.TempDir()
		snap, _, err := seeds.Snapshot(t.Context(), cache, "", []seeds.Seed{files(t, c.function, c.options, c.contents)}, child.Options{Threads: 1})
		if err != nil {
			t.Errorf("%s: %v", c.function, err)
			continue
		}
		if diff := cmp.Diff(c.want, rows(t, snap, cache, "raw")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.function, diff)
		}
		if got := len(snap.Manifest.Tables[0].Inputs); got != len(c.contents) {
			t.Errorf("%s: the manifest has %d files, want %d", c.function, got, len(c.contents))
		}
	}
}

func TestFilesThatCannotBeReadNameTheTable(t *testing.T) {
	large := files(t, "read_csv", "", map[string]string{"a.csv": "id\n"})
	if err := os.Truncate(large.Read.Files[0], 1<<30+1); err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]seeds.Seed{
		"more than 1024 MiB":                           large,
		"the function read_text reads no files":        files(t, "read_text", "", map[string]string{"a.csv": "id\n"}),
		"column \"id\" is HUGEINT, which Parquet cann": files(t, "read_csv", "types = {'id': 'HUGEINT'}", map[string]string{"a.csv": "id\n1\n"}),
		"__row":    files(t, "read_csv", "", map[string]string{"a.csv": "__row\n1\n"}),
		"a folder": {Name: "raw", Shown: "data", Names: []string{"data"}, Read: &freeze.FileRead{Function: "read_csv", Files: []string{t.TempDir()}}},
	} {
		_, _, err := seeds.Snapshot(t.Context(), t.TempDir(), "", []seeds.Seed{s}, child.Options{Threads: 1})
		var bad *seeds.SeedError
		if !errors.As(err, &bad) || bad.Name != "raw" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want %s", err, want)
		}
	}
}
