package dbt_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"funneltrace/loaders/dbt"
)

// testdata/rendering has what dbt itself makes of each model of each project, on DuckDB and on BigQuery; render.py there makes it.
func TestModelsAreRenderedAsDbtRendersThem(t *testing.T) {
	goldens, err := filepath.Glob("testdata/rendering/*.txtar")
	if err != nil || len(goldens) < 14 {
		t.Fatal(len(goldens), err)
	}
	for _, golden := range goldens {
		name := strings.TrimSuffix(filepath.Base(golden), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			name, dialect, _ := strings.Cut(name, ".")
			p := projectCalled(t, name, dialect)
			a, err := txtar.ParseFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			tables, _ := tablesOf(t, p)
			for _, f := range a.Files {
				got, err := p.Rendered(context.Background(), tables, f.Name)
				switch want := compact(string(f.Data)); {
				case err != nil:
					t.Errorf("%s: %v", f.Name, err)
				case named(compact(got)) != want:
					t.Errorf("%s:\n got %s\nwant %s", f.Name, named(compact(got)), want)
				}
			}
		})
	}
}

// projectCalled opens a project of the tests for a warehouse.
func projectCalled(t *testing.T, name, dialect string) *dbt.Project {
	t.Helper()
	dir := filepath.Join("testdata/projects", name)
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Join("testdata/rendering/projects", name)
	}
	opt := asking()
	opt.Dialect = dialect
	opt.Getenv = func(name string) (string, bool) { return "yes", name == "RENDERED" }
	p, err := dbt.Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var besideBrackets = regexp.MustCompile(`\s*([()\[\],])\s*`)

// compact leaves no blanks that mean nothing.
func compact(s string) string {
	return strings.Join(strings.Fields(besideBrackets.ReplaceAllString(s, "$1")), " ")
}

var relationInQuotes = regexp.MustCompile("(?:`memory`\\.)?[\"`](\\w+)[\"`]\\.[\"`](\\w+)[\"`]")

// named writes the names of relations as the goldens have them.
func named(sql string) string { return relationInQuotes.ReplaceAllString(sql, "<$1.$2>") }
