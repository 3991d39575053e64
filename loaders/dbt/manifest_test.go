package dbt_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// withManifest returns the manifest of a version in a copy of the project that it is of, as dbt leaves it there.
func withManifest(t testing.TB, version int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "seeds"), os.DirFS("testdata/projects/shop/seeds")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/manifests/v" + strconv.Itoa(version) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "target", "manifest.json")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// What dbt has compiled gives the ledgers of the project itself, in every version of the manifest's schema.
func TestManifestsOfEveryVersionHaveTheLedgersOfTheirProject(t *testing.T) {
	ledgers, err := filepath.Glob("testdata/projects/shop/expected/*.csv")
	if err != nil || len(ledgers) == 0 {
		t.Fatal(ledgers, err)
	}
	for version := 4; version <= 12; version++ {
		t.Run("v"+strconv.Itoa(version), func(t *testing.T) {
			t.Parallel()
			file := withManifest(t, version)
			for _, ledger := range ledgers {
				root, to, _ := strings.Cut(strings.TrimSuffix(filepath.Base(ledger), ".csv"), ".")
				p, err := dbt.OpenManifest(file, options())
				if err != nil {
					t.Fatal(err)
				}
				plan, conn, err := over(t, p, project.Wanted{Root: root, To: to})
				if err != nil {
					t.Fatal(err)
				}
				want, predicates := readLedger(t, ledger)
				if diff := cmp.Diff(want, lines(ledgerOf(t, plan, conn), predicates)); diff != "" {
					t.Errorf("%s to %s: the ledger differs (-want +got):\n%s", root, to, diff)
				}
			}
		})
	}
}

func TestAManifestThatCannotBeReadSaysWhy(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "not readable as JSON",
		"{\n\"nodes\": {\n\"a\": }}": "not readable as JSON, in line 3",
		"{}":                         "it does not say that it is a manifest of dbt's",
		`{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v3.json"}}`:                "its schema is version 3; versions 4 to 12 are read",
		`{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v99.json"}}`:               "its schema is version 99",
		`{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}}`:               "it has no models",
		`{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}, "nodes": "x"}`: "nodes is a string",
	} {
		file := filepath.Join(t.TempDir(), "manifest.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := dbt.OpenManifest(file, options()); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%q\n got %v\nwant %s", text, err, want)
		}
	}
}

// Whatever a manifest holds, it is a project or an error of one line.
func FuzzManifest(f *testing.F) {
	for _, version := range []int{4, 9, 12} {
		text, err := os.ReadFile("testdata/manifests/v" + strconv.Itoa(version) + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}, "nodes": {"model.a.b": {"resource_type": "model", "name": "b", "compiled_code": "select 1 from \"x\".\"y\""}}}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(dir, "manifest.json")
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := dbt.OpenManifest(file, options())
		if err != nil {
			if strings.Contains(strings.TrimPrefix(err.Error(), "read manifest "+file), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
			return
		}
		plan, err := p.Plan(t.Context(), project.Tables{}, project.Wanted{})
		if err == nil && plan.Chain == nil {
			t.Error("neither a chain nor an error")
		}
	})
}
