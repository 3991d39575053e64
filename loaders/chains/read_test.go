package chains

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

const goodChain = `name: c
root: {source: s.clicks, unit: click, time: ts}
number: {model: b}
`

// folder makes a chain's files of a map from name to text.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// goodFolder is a chain that is in order, with some files changed; an empty text takes a file out.
func goodFolder(change map[string]string) fstest.MapFS {
	files := map[string]string{
		"chain.yml":        goodChain,
		"models/a.sql":     "SELECT * FROM {{ source('s', 'clicks') }}",
		"models/sub/b.sql": "SELECT * FROM {{ ref('a') }}",
	}
	for name, text := range change {
		if files[name] = text; text == "" {
			delete(files, name)
		}
	}
	return folder(files)
}

func TestAChainIsReadAsItIsWritten(t *testing.T) {
	c, err := readChain(folder(map[string]string{
		"chain.yml": `# a comment
name: creators
title: 'The "funnel"'
snapshot: family
timezone: America/Sao_Paulo
root:
  source: s.clicks
  unit: click
  time: try_cast(timestamp AS TIMESTAMP)
  key: [timestamp, route.id]
number: {model: b, measure: sum(clicks), label: Posts}
dimensions:
  country: client.location.country
  a_platform: {step: a, column: platform}
causes:
  - {step: a, match: "agent_type = 'human'", label: human-only, class: expected}
  - kind: join_miss
    label: no link
    class: loss
  - {step: b.cte, kind: filter, class: review}
`,
		"models/b.sql": "SELECT * FROM {{ ref('z') }}, {{ ref('a') }}",
		"models/z.sql": "SELECT 1",
		"models/a.sql": "SELECT * FROM {{ source('s', 'clicks') }}",
		"models/x.yml": "ignored: true",
	}), "dir", "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("dir", "chain.yml")
	model := func(name, sql, text string, reads ...trace.SourceName) trace.Model {
		return trace.Model{Name: name, File: filepath.Join("dir", "models", name+".sql"), SQL: sql, Text: text, Reads: reads}
	}
	want := &trace.Chain{
		Name: "creators", Title: `The "funnel"`, Snapshot: "family", File: file,
		Root: trace.Root{
			Source: trace.SourceName{Schema: "s", Table: "clicks"}, Unit: "click", Time: "try_cast(timestamp AS TIMESTAMP)",
			Key: []string{"timestamp", "route.id"}, Timezone: "America/Sao_Paulo",
		},
		Number:     trace.Number{Model: "b", Measure: "sum(clicks)", Label: "Posts"},
		Dimensions: []trace.Dimension{{Name: "country", SQL: "client.location.country"}, {Name: "a_platform", Step: "a", Column: "platform"}},
		Rules: []trace.Rule{
			{Step: "a", Match: "agent_type = 'human'", Label: "human-only", Class: trace.Expected, Pos: trace.Pos{File: file, Line: 16, Column: 5}},
			{Kind: trace.JoinMiss, Label: "no link", Class: trace.Loss, Pos: trace.Pos{File: file, Line: 17, Column: 5}},
			{Step: "b.cte", Kind: trace.Filter, Class: trace.Review, Pos: trace.Pos{File: file, Line: 20, Column: 5}},
		},
		Models: []trace.Model{
			model("a", `SELECT * FROM "s"."clicks"               `, "SELECT * FROM {{ source('s', 'clicks') }}", trace.SourceName{Schema: "s", Table: "clicks"}),
			model("z", "SELECT 1", "SELECT 1"),
			model("b", `SELECT * FROM "ref"."z"     , "ref"."a"     `, "SELECT * FROM {{ ref('z') }}, {{ ref('a') }}",
				trace.SourceName{Schema: trace.RefSchema, Table: "z"}, trace.SourceName{Schema: trace.RefSchema, Table: "a"}),
		},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

func TestAChainThatSaysLittleGetsDefaults(t *testing.T) {
	c, err := readChain(goodFolder(map[string]string{"chain.yml": "root: {source: s.clicks}\nnumber: {model: b}"}), "some/dir", "")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Name, c.Title, c.Snapshot, c.Root.Unit}
	if diff := cmp.Diff([]string{"dir", "dir", "s", "row"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAChainThatIsWrongIsOneLineWithItsPlace(t *testing.T) {
	chain := func(more string) map[string]string { return map[string]string{"chain.yml": goodChain + more} }
	kinds := "the kinds are filter, null_predicate, missing_value, join_miss, dedup, having, limit, empty_unnest, set_op, parse_error, unattributed"
	for _, test := range []struct {
		name   string
		change map[string]string
		want   string
	}{
		{"no chain.yml", map[string]string{"chain.yml": ""}, "c: there is no chain.yml in this folder; a chain is a folder with one, and models/*.sql"},
		{"empty chain.yml", map[string]string{"chain.yml": " \n"}, "c/chain.yml: the file is empty; it must at least say root and number"},
		{"no YAML", chain("x: [1"), "c/chain.yml:4:4: not readable as YAML: sequence end token ']' not found"},
		{"unknown key", chain("numbre: {}"), `c/chain.yml:4:1: unknown key "numbre" (did you mean "number"?); known here: as_of, causes, dialect, dimensions, marks, name, number, root, snapshot, timezone, title, vars`},
		{"unknown key inside", map[string]string{"chain.yml": "root:\n  sauce: s.t"}, `c/chain.yml:2:3: unknown key "sauce" (did you mean "source"?); known here: key, source, time, timezone, unit`},
		{"key twice", chain("name: d"), `c/chain.yml:4:1: not readable as YAML: mapping key "name" already defined at [1:1]`},
		{"two documents", chain("---\na: b"), "c/chain.yml:5:2: a second document; one chain is one document"},
		{"a number as text", map[string]string{"chain.yml": "name: 2024"}, "c/chain.yml:1:7: a text is wanted here; put quotes around it"},
		{"a list as mapping", map[string]string{"chain.yml": "root: [a]"}, "c/chain.yml:1:7: a mapping (key: value) is wanted here"},
		{"a mapping as list", chain("causes: {a: b}"), "c/chain.yml:4:9: a list is wanted here"},
		{"nothing as mapping", map[string]string{"chain.yml": "root:"}, "c/chain.yml:1:7: a mapping (key: value) is wanted here"},
		{"an alias", chain("title: *x"), "c/chain.yml:4:8: there is no anchor &x before this"},
		{"a snapshot by its path", chain("snapshot: ../shop_20240101"), `c/chain.yml:4:11: snapshot "../shop_20240101" is a path; write the family of the snapshot, such as shop, and give its folder by --snapshot`},
		{"a hidden snapshot", chain("snapshot: .shop"), `c/chain.yml:4:11: snapshot ".shop" is a path; write the family of the snapshot, such as shop, and give its folder by --snapshot`},
		{"no root", map[string]string{"chain.yml": "number: {model: b}"}, "c/chain.yml:1:1: no root source; say which rows to follow, as root: {source: schema.table}"},
		{"root without schema", map[string]string{"chain.yml": "root: {source: clicks}"}, `c/chain.yml:1:16: root source "clicks"; write it as schema.table`},
		{"root in ref", map[string]string{"chain.yml": "root: {source: ref.x}"}, `c/chain.yml:1:16: a source cannot be in the schema "ref": models find each other there`},
		{"source in ref", map[string]string{"models/a.sql": "SELECT 1 FROM\n {{ source('REF', 'x') }}"}, `c/models/a.sql:2:2: a source cannot be in the schema "REF": models find each other there`},
		{"no number", map[string]string{"chain.yml": "root: {source: s.clicks}"}, "c/chain.yml:1:1: no number; say where the chain ends, as number: {model: b}"},
		{"number of no model", map[string]string{"chain.yml": "root: {source: s.clicks}\nnumber: {model: bb}"}, `c/chain.yml:2:17: number: there is no model "bb" (did you mean "b"?); the models are a, b`},
		{"unknown zone", chain("timezone: Mars/Olympus"), `c/chain.yml:4:11: unknown time zone "Mars/Olympus"; write it as Europe/Paris or UTC`},
		{"local zone", chain("timezone: Local"), `c/chain.yml:4:11: unknown time zone "Local"; write it as Europe/Paris or UTC`},
		{"dimension of no model", chain("dimensions:\n  p: {step: q, column: x}"), `c/chain.yml:5:13: dimension p: there is no model "q"`},
		{"dimension without column", chain("dimensions:\n  p: {step: a}"), "c/chain.yml:5:6: dimension p: both step and column are wanted"},
		{"dimension called year", chain("dimensions:\n  year: x"), `c/chain.yml:5:3: dimension "year": years and months are cut from root.time already; choose another name`},
		{"dimension that is empty", chain("dimensions:\n  p: ''"), "c/chain.yml:5:6: dimension p is empty"},
		{"dimension with a sign", chain("dimensions:\n  p=q: x"), `c/chain.yml:5:3: dimension "p=q": a name without blanks and signs is wanted, as in --where name=value`},
		{"mark of no model", chain("marks:\n  - {step: q.cte, when: x, label: m}"), `c/chain.yml:5:12: mark m: there is no model "q"`},
		{"mark without label", chain("marks:\n  - {step: a, when: x}"), "c/chain.yml:5:5: a mark wants a step, a condition under when, and a label"},
		{"rule of no model", chain("causes:\n  - {step: abc.cte, label: x}"), `c/chain.yml:5:12: step "abc.cte": there is no model "abc"`},
		{"unknown kind", chain("causes:\n  - {kind: filtre, label: x}"), `c/chain.yml:5:12: unknown kind "filtre" (did you mean "filter"?); ` + kinds},
		{"kept is no cause", chain("causes:\n  - {kind: kept, label: x}"), `c/chain.yml:5:12: unknown kind "kept"; ` + kinds},
		{"unknown class", chain("causes:\n  - kind: filter\n    class: lost"), `c/chain.yml:6:12: unknown class "lost" (did you mean "loss"?); the classes are expected, loss, review`},
		{"rule that gives nothing", chain("causes:\n  - {kind: filter}"), "c/chain.yml:5:5: the rule gives neither a label nor a class"},
		{"rule for everything", chain("causes:\n  - {class: loss}"), "c/chain.yml:5:5: the rule would match every cause; give it a step, a match or a kind"},
		{"no models folder", map[string]string{"models/a.sql": "", "models/sub/b.sql": ""}, "c: there is no folder models beside the chain.yml"},
		{"no models", map[string]string{"models/a.sql": "", "models/sub/b.sql": "", "models/x.txt": "x"}, "c/models: there is no .sql file in it; each model is one"},
		{"same name twice", map[string]string{"models/sub/A.sql": "SELECT 1"}, "c/models/sub/A.sql: there is a model of this name already, c/models/a.sql; rename one"},
		{"name with a dot", map[string]string{"models/x.v1.sql": "SELECT 1"}, `c/models/x.v1.sql: "x.v1" cannot be a model's name; use letters, digits and _`},
		{"no UTF-8", map[string]string{"models/a.sql": "SELECT '\xff'"}, "c/models/a.sql: not UTF-8 text; save it as UTF-8"},
		{"large", map[string]string{"models/a.sql": strings.Repeat("x", maxModel+1)}, "c/models/a.sql: it has 1025 KiB, at most 1024 KiB are read"},
		{"unknown ref", map[string]string{"models/a.sql": "SELECT *\nFROM {{ ref('bee') }}"}, `c/models/a.sql:2:6: there is no model "bee"; the models are a, b`},
		{"unknown tag", map[string]string{"models/a.sql": "SELECT\n{{ x }}"}, "c/models/a.sql:2:1: {{ x }} is not understood: models are SQL with ref(), source(), var() and config(); run `dbt compile` and trace what it wrote"},
		{"circle", map[string]string{"models/a.sql": "FROM {{ ref('z') }}", "models/z.sql": "FROM {{ ref('b') }}"}, "c/models/sub/b.sql:1:15: the models read each other in a circle: a → z → b → a"},
		{"circle of one", map[string]string{"models/a.sql": "FROM {{ ref('a') }}"}, "c/models/a.sql:1:6: the models read each other in a circle: a → a"},
	} {
		_, err := readChain(goodFolder(test.change), "c", "")
		if err == nil {
			t.Errorf("%s: it was read", test.name)
			continue
		}
		if diff := cmp.Diff(test.want, filepath.ToSlash(err.Error())); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		oneLine(t, err)
	}
}

func TestALinkedFolderOfModelsIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, file := range goodFolder(nil) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("sub", filepath.Join(dir, "models", "more")); err != nil {
		t.Skip(err)
	}
	want := filepath.Join(dir, "models", "more") + " is a link to a folder, which is not followed; put the folder itself there"
	if _, err := ReadChain(dir); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestBuiltinChainsAreInOrder(t *testing.T) {
	for _, name := range BuiltinChains() {
		c, err := BuiltinChain(name)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name != name {
			t.Errorf("the chain in the folder %s is called %s", name, c.Name)
		}
		for _, m := range c.Models {
			if len(m.SQL) != len(m.Text) {
				t.Errorf("%s: rendered to %d bytes of %d", m.Name, len(m.SQL), len(m.Text))
			}
		}
	}
}

func TestAChainIsFoundByNameFolderOrFile(t *testing.T) {
	dir := t.TempDir()
	for name, file := range goodFolder(nil) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"creators", dir, filepath.Join(dir, "chain.yml")} {
		if _, err := FindChain(name); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]string{
		"creator":                    `there is no chain "creator" (did you mean "creators"?); built in: creators, iterations; a folder with a chain.yml is one too`,
		filepath.Join(dir, "no"):     "read chain " + filepath.Join(dir, "no") + ": there is no such folder",
		filepath.Join(dir, "models"): filepath.Join(dir, "models") + ": there is no chain.yml in this folder; a chain is a folder with one, and models/*.sql",
	} {
		_, err := FindChain(name)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := BuiltinChain("../creators"); err == nil {
		t.Error("a path was taken for a name")
	}
}

func TestAModelThatLinksOutOfItsFolderIsNotRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "models"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "chain.yml"), []byte(goodChain), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "models", "b.sql")); err != nil {
		t.Skip(err)
	}
	if _, err := ReadChain(dir); err == nil || !strings.Contains(err.Error(), "b.sql") || strings.Contains(err.Error(), "root:") {
		t.Errorf("got %v", err)
	}
}

func TestAChainThatIsNestedWithoutEndIsRefused(t *testing.T) {
	var deeper strings.Builder
	for i := 0; deeper.Len() < maxChainFile-1000; i++ {
		deeper.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for _, piece := range []string{deeper.String(), "[", "{a: ", "- ", "? ", "a: ", "!x ", "&x ", "|\n ", "\n-", "'", "a:\n "} {
		start := time.Now()
		text := strings.Repeat(piece, maxChainFile/len(piece))
		if _, err := readChain(goodFolder(map[string]string{"chain.yml": text}), "c", ""); err == nil {
			t.Errorf("%.20q: it was read", piece)
		} else {
			oneLine(t, err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%.20q: it took %v", piece, took)
		}
	}
}

func FuzzReadChain(f *testing.F) {
	f.Add([]byte(goodChain), []byte("SELECT 1 FROM {{ ref('a') }}"))
	f.Add([]byte("root: {source: s.t}\nnumber: {model: b}\ncauses:\n- {kind: filter, class: loss}\ndimensions: {a: b, c: {step: b, column: x}}"), []byte("SELECT"))
	f.Add([]byte("a: &x [*x, ? : {"), []byte("{{"))
	f.Fuzz(func(t *testing.T, chain, sql []byte) {
		c, err := readChain(folder(map[string]string{"chain.yml": string(chain), "models/a.sql": "SELECT 1", "models/b.sql": string(sql)}), "c", "")
		switch {
		case err == nil && (c == nil || len(c.Models) != 2):
			t.Error("no error and no chain")
		case err != nil && !strings.HasPrefix(err.Error(), "c"):
			t.Errorf("an error without its file: %v", err)
		}
	})
}

func oneLine(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("more than one line: %v", err)
	}
}
