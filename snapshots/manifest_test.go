package snapshots

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAManifestThatIsNotRightIsRefused(t *testing.T) {
	dir, m := described(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3), "u.csv": []byte("a\n1\n")})
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	good := string(text)
	for what, c := range map[string]struct {
		text  string
		parts []string
	}{
		"nothing":           {``, []string{"line 1: unexpected end"}},
		"not json":          {"{\n\"format\": 1,\n]", []string{"line 3", "invalid character"}},
		"no version":        {`{"name": "x"}`, []string{"no format version"}},
		"a later version":   {`{"format": 2, "shape": "new"}`, []string{"format version 2 is not known", "newer"}},
		"a wrong type":      {strings.Replace(good, `"tables":[`, `"tables":7,"x":[`, 1), []string{`"tables" cannot be a number`}},
		"an unknown field":  {strings.Replace(good, `"name"`, `"nom":1,"name"`, 1), []string{`unknown field "nom"`}},
		"more than one":     {good + good, []string{"invalid character"}},
		"no table":          {`{"format":1,"name":"shop_20240101"}`, []string{"no table"}},
		"a name with a way": {strings.Replace(good, `"name":"shop_20240101"`, `"name":"../x"`, 1), []string{"cannot be a folder's"}},
		"another schema":    {strings.Replace(good, `"schema":"shop"`, `"schema":"main"`, 1), []string{`schema "main"`, `in "shop"`}},
		"a table twice":     {strings.Replace(good, `"name":"u"`, `"name":"T"`, 1), []string{"shop.T is listed twice"}},
		"a file twice":      {strings.Replace(good, `"path":"u.csv"`, `"path":"t.parquet"`, 1), []string{"already a file of table shop.t"}},
		"an unknown format": {strings.Replace(good, `"format":"csv"`, `"format":"orc"`, 1), []string{`"orc"`, "use parquet"}},
		"up and out":        {strings.Replace(good, `"path":"u.csv"`, `"path":"../u.csv"`, 1), []string{"leaves the snapshot's folder"}},
		"an absolute path":  {strings.Replace(good, `"path":"u.csv"`, `"path":"/etc/passwd"`, 1), []string{"leaves the snapshot's folder"}},
		"out through a dot": {strings.Replace(good, `"path":"u.csv"`, `"path":"a/../../u.csv"`, 1), []string{"leaves the snapshot's folder"}},
		"a backslash":       {strings.Replace(good, `"path":"u.csv"`, `"path":"..\\u.csv"`, 1), []string{"leaves the snapshot's folder"}},
		"no hash":           {strings.Replace(good, `"sha256":"`, `"sha256":"x`, 1), []string{"no proper sha256"}},
		"a missing file":    {strings.Replace(good, `"path":"u.csv"`, `"path":"v.csv"`, 1), []string{"shop.u: v.csv", "missing"}},
		"another size":      {strings.Replace(good, `"bytes":4`, `"bytes":5`, 1), []string{"has 4 bytes, the manifest says 5", "copy the snapshot again"}},
		"other rows":        {strings.ReplaceAll(good, `"rows":3`, `"rows":2`), []string{"has 3 rows, the manifest says 2"}},
		"rows that differ":  {strings.Replace(good, `"rows":3`, `"rows":9`, 1), []string{"says 9 rows, its files say 3"}},
		"other columns":     {strings.Replace(good, `"BIGINT"`, `"VARCHAR"`, 1), []string{`"a" is BIGINT, not VARCHAR`}},
	} {
		t.Run(what, func(t *testing.T) {
			if c.text == good {
				t.Fatal("the case changes nothing")
			}
			if err := os.WriteFile(filepath.Join(dir, manifestFile), []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir)
			wantError(t, err, append(c.parts, "read snapshot shop_20240101: ")...)
		})
	}
}

func TestAManifestNamesTheSnapshotWhereverItLies(t *testing.T) {
	dir, _ := described(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	moved := filepath.Join(filepath.Dir(dir), "copy")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	s, err := Open(moved)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "shop_20240101" || s.Family != "shop" {
		t.Errorf("got name %s of family %s, want shop_20240101 of shop", s.Name, s.Family)
	}
}

func FuzzManifest(f *testing.F) {
	_, m := described(f, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(f, "a", 3), "u/a.csv": []byte("a\n1\n")})
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1,"name":"..","tables":[{"schema":"","name":"x","files":[{"path":"../../etc/passwd"}]}]}`))
	f.Add([]byte(`{"format":9e99}`))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("got an error of more than one plain line: %q", err)
			}
			return
		}
		for _, table := range m.Tables {
			for _, file := range table.Files {
				if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
					t.Errorf("the path %q was let through", file.Path)
				}
			}
		}
		_ = m.Hash()
	})
}
