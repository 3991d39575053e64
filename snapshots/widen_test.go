package snapshots

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATypeIsWidenedOnlyWhereNoValueChanges(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"INTEGER", "INTEGER", "INTEGER"},
		{"INTEGER", "BIGINT", "BIGINT"},
		{"TINYINT", "SMALLINT", "SMALLINT"},
		{"UTINYINT", "TINYINT", "SMALLINT"},
		{"UINTEGER", "INTEGER", "BIGINT"},
		{"UINTEGER", "UBIGINT", "UBIGINT"},
		{"UBIGINT", "BIGINT", ""},
		{"UBIGINT", "TINYINT", ""},
		{"INTEGER", "DOUBLE", "DOUBLE"},
		{"UINTEGER", "FLOAT", "DOUBLE"},
		{"FLOAT", "DOUBLE", "DOUBLE"},
		{"BIGINT", "DOUBLE", ""},
		{"BIGINT", "FLOAT", ""},
		{"DECIMAL(5,2)", "DECIMAL(6,1)", "DECIMAL(7,2)"},
		{"DECIMAL(38,9)", "DECIMAL(38,10)", ""},
		{"DECIMAL(20,0)", "UBIGINT", "DECIMAL(20,0)"},
		{"DECIMAL(9,2)", "BIGINT", "DECIMAL(21,2)"},
		{"DECIMAL(38,20)", "BIGINT", ""},
		{"DECIMAL(9,2)", "DOUBLE", ""},
		{"TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP"},
		{"TIMESTAMP_NS", "TIMESTAMP", ""},
		{"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", ""},
		{"DATE", "TIMESTAMP", ""},
		{"BIGINT", "VARCHAR", ""},
		{"BOOLEAN", "INTEGER", ""},
		{"STRUCT(a INTEGER)", "STRUCT(a BIGINT)", ""},
	} {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			got, ok := Widen(pair[0], pair[1])
			if diff := cmp.Diff(test.want, got); diff != "" || ok != (test.want != "") {
				t.Errorf("%s and %s: got %q, want %q", pair[0], pair[1], got, test.want)
			}
		}
	}
}

func TestFoldersThatNameAValueAreColumns(t *testing.T) {
	for path, want := range map[string][]Partition{
		"t.parquet":                      nil,
		"dt=1.parquet":                   nil,
		"t/dt=2024-01-01/a.parquet":      {{Column: "dt", Value: "2024-01-01"}},
		"t/a%20b=c%2Fd%/x=/1.csv":        {{Column: "a b", Value: "c%2Fd%"}, {Column: "x", Null: true}},
		"t/a=x=y/sub/b=null/1.csv":       {{Column: "a", Value: "x=y"}, {Column: "b", Value: "null", Null: true}},
		"t/=x/1.csv":                     nil,
		"dt=__HIVE_DEFAULT_PARTITION__/": {{Column: "dt", Value: "__HIVE_DEFAULT_PARTITION__", Null: true}},
	} {
		if diff := cmp.Diff(want, Partitions(path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

func TestWhatIsHiddenIsNoData(t *testing.T) {
	for name, want := range map[string]bool{"_SUCCESS": true, "_metadata": true, ".part.crc": true, "_year=2024": false, "part": false, ".x=1": true} {
		if Hidden(name) != want {
			t.Errorf("%s: got %v", name, !want)
		}
	}
}

func TestOnlyAReadingThatCanBeIsTakenFromAManifest(t *testing.T) {
	for name, r := range map[string]Reading{
		"no delimiter":  {Quote: `"`, Header: 1},
		"two bytes":     {Delimiter: ";;", Header: 1},
		"no header":     {Delimiter: ";"},
		"a long quote":  {Delimiter: ";", Quote: "''", Header: 1},
		"escape codes":  {Delimiter: ";", Header: 1, Encoding: "\x1b[31m"},
		"a line's end":  {Delimiter: "\n", Header: 1},
		"an odd letter": {Delimiter: "\xff", Header: 1},
	} {
		dir, m := described(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 1)})
		m.Tables[0].Inputs = []Input{{Name: "a.csv", Read: &r}}
		if err := WriteManifest(dir, m); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir)
		t.Run(name, func(t *testing.T) { wantError(t, err, "a.csv", "it cannot have been read") })
	}
}

func TestPartsOfOneTableMayLackColumns(t *testing.T) {
	content := map[string][]byte{"t/a.parquet": parquetBytes(t, "a", 3), "t/b.parquet": parquetBytes(t, "b", 2), "t/_metadata": []byte("x")}
	dir, m := described(t, "shop_20240101", content)
	want := []Column{{"a", "BIGINT"}, {"b", "BIGINT"}}
	if diff := cmp.Diff(want, m.Tables[0].Columns); diff != "" {
		t.Error(diff)
	}
	s, err := Open(dir) // by its manifest
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Detail(s.Manifest.Tables[0])
	if err != nil {
		t.Fatal(err)
	}
	if d.Columns[0].Nulls != 2 || d.Columns[1].Nulls != 3 {
		t.Errorf("got the NULLs %+v, want those of the files that lack the columns", d.Columns)
	}
	fill(t, dir, map[string][]byte{"t/b.parquet": parquetBytes(t, "c", 2)})
	_, err = Open(dir)
	wantError(t, err, "t/b.parquet", "not those of the manifest")
}
