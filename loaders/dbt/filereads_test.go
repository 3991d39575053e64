package dbt

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSQLThatReadsFilesIsFound(t *testing.T) {
	for sql, want := range map[string]string{
		"select * from read_csv('a.csv')":                                                              "read_csv([a.csv]) AS read_csv",
		"select * from READ_CSV_AUTO ( 'a.csv' ) as c":                                                 "read_csv_auto([a.csv])",
		"select * from read_csv('a.csv') c where c.x > 1":                                              "read_csv([a.csv])",
		"select * from read_csv('a.csv') where x > 1":                                                  "read_csv([a.csv]) AS read_csv",
		"select * from read_csv('a.csv') \"c\"":                                                        "read_csv([a.csv])",
		"from read_parquet(['a.parquet', 'it''s.parquet']) limit 1":                                    "read_parquet([a.parquet it's.parquet]) AS read_parquet",
		"from read_csv('a.csv', delim = ';', types = {'x': 'DECIMAL(9, 2)'})":                          "read_csv([a.csv], delim = ';', types = {'x': 'DECIMAL(9, 2)'}) AS read_csv",
		"select * from 'data/x.csv'":                                                                   "read_csv_auto([data/x.csv]) AS x",
		"select * from 'data/x.csv.gz' t":                                                              "read_csv_auto([data/x.csv.gz])",
		"select * from t join 'data/x.parquet' using (id)":                                             "read_parquet([data/x.parquet]) AS x",
		"select * from 'data/*.ndjson'":                                                                "read_json_auto([data/*.ndjson]) AS read_json_auto",
		"with a as (select * from read_csv('a.csv')) select * from a, read_csv('b.csv') b":             "read_csv([a.csv]) AS read_csv; read_csv([b.csv])",
		"select * from 'a.csv' x, 'b.csv' y where x.i in ('c.csv', 'd.csv') order by 'e.csv', 'f.csv'": "read_csv_auto([a.csv]); read_csv_auto([b.csv])",
		"select f('a.csv', 'b.csv'), 'c.csv' from t, (select 'd.csv', 'e.csv') as s(a, b)":             "",
		`select * from "data/x.csv" where x.id > 1`:                                                    "read_csv_auto([data/x.csv]) AS x",
		`select "a.csv" from "db"."a.csv" join "b.csv"."t" using (id)`:                                 "",
		// What only looks like it.
		"select 'read_csv(''a.csv'')', \"read_csv\" from t -- from 'a.csv'":     "",
		"/* from read_csv('a.csv') */ select * from t where x = 'from ''a.csv'": "",
		"select x is distinct from 'a.csv' from t":                              "",
		"select * from t where x in ('a.csv', 'b.csv')":                         "",
		"select * from main.read_csv('a.csv')":                                  "",
		"select extract(year from 'x') from t":                                  "",
		"select read_csv from t":                                                "",
		"select * from read_text('a.csv')":                                      "",
		// What cannot be followed says so.
		"select * from read_csv(getenv('X'))":                          "!its files are no plain texts",
		"select * from read_csv('a' || 'b')":                           "!its files are no plain texts",
		"select * from read_csv([])":                                   "!its files are no plain texts",
		"select * from read_csv('a.csv', names = [getenv('X')])":       "!its options are no plain values",
		"select * from read_csv('a.csv', x = (select 1))":              "!its options are no plain values",
		"select * from read_csv('a.csv'); copy t to 'x'":               "read_csv([a.csv]) AS read_csv",
		"select * from read_csv('a.csv', header = true; drop table t)": "!its options are no plain values",
		"select * from read_csv('a.csv', filename = true)":             "!its option filename would give other paths here",
		"select * from read_csv('a.csv', FileName = true)":             "!its option filename would give other paths here",
		"select * from read_csv('a.csv', header = true -- ) \n)":       "!its options are no plain values",
		"select * from read_csv('a.csv', header = true":                "!its bracket is never closed",
		"select * from read_csv('a.csv":                                "!its bracket is never closed",
	} {
		var got []string
		for _, r := range fileReads(sql) {
			if r.bad != nil {
				got = append(got, "!"+r.bad.Error())
				continue
			}
			text := r.function + "([" + strings.Join(r.paths, " ") + "]"
			if r.options != "" {
				text += ", " + r.options
			}
			text += ")"
			if r.alias != "" {
				text += " AS " + r.alias
			}
			got = append(got, text)
			if r.from < 0 || r.to > len(sql) || r.from >= r.to {
				t.Errorf("%s: it stands from %d to %d", sql, r.from, r.to)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", sql, diff)
		}
	}
}

func TestPlacesOfSourcesAreFilledInAsDbtDoes(t *testing.T) {
	values := map[string]string{"name": "clicks", "identifier": "c", "schema": "raw", "env": "prod"}
	for _, c := range []struct{ location, formatter, want string }{
		{"data/{name}.csv", "", "data/clicks.csv"},
		{"{env}/{schema}/{identifier}.{name}.parquet", "newstyle", "prod/raw/c.clicks.parquet"},
		{"data/{other}.csv", "", "data/{other}.csv"},
		{"data/%(name)s.csv", "oldstyle", "data/clicks.csv"},
		{"data/$name/${identifier}.csv", "template", "data/clicks/c.csv"},
		{"read_csv('{name}.csv', types = {'a': 'INT'})", "", "read_csv('clicks.csv', types = {'a': 'INT'})"},
	} {
		if diff := cmp.Diff(c.want, placeholders(c.location, c.formatter, values)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.location, diff)
		}
	}
}

func TestAPatternWithStarsFitsAnyNumberOfFolders(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"data/**/*.csv", "data/a.csv", true}, {"data/**/*.csv", "data/x/y/a.csv", true}, {"data/**/*.csv", "other/a.csv", false},
		{"data/**", "data/x/y", true}, {"data/*/a.csv", "data/x/y/a.csv", false}, {"**/a.csv", "a.csv", true},
	} {
		if got := fitsPattern(strings.Split(c.pattern, "/"), strings.Split(c.name, "/")); got != c.want {
			t.Errorf("%s of %s: got %t", c.name, c.pattern, got)
		}
	}
}

// Whatever stands in SQL, what is found stands in it, in order.
func FuzzFileReads(f *testing.F) {
	f.Add("select * from read_csv('a.csv', delim = ';') c join 'x.parquet' using (id)")
	f.Add("from read_csv(['a', \"b\"], x = {'y': 1}) -- '\n")
	f.Fuzz(func(t *testing.T, sql string) {
		at := 0
		for _, r := range fileReads(sql) {
			if r.from < at || r.to <= r.from || r.to > len(sql) {
				t.Fatalf("%q: from %d to %d behind %d", sql, r.from, r.to, at)
			}
			at = r.to
			if r.bad == nil && strings.ContainsAny(r.options, "();") && !strings.ContainsAny(r.options, "'\"") {
				t.Fatalf("%q: options %q", sql, r.options)
			}
		}
	})
}
