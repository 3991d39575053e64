package dbt_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/dbt"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/inside"
	"funneltrace/loaders/project"
	"funneltrace/loaders/seeds"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

// secretWord stands in everything that a hostile project may not read.
const secretWord = "CANARY"

// Pieces that projects are made of. @SQL@ is a line of the corpus's list of hostile SQL, @OUT@ the folder of the secrets.
var (
	templatePieces = []string{
		"select * from {{ ref('raw') }}", "select * from {{ ref('n') }}", "select * from {{ ref('m') }}", " where id = 99 ", "@SQL@", "@SQL@", "; ", ") ", "(", "\n-- ", "/* ", " */", "'", "\x00",
		"{% do adapter.get_columns_in_relation(ref('n')) %}", "{% do adapter.get_columns_in_relation(api.Relation.create(schema='main', identifier='@OUT@/secret.csv')) %}",
		`{% do run_query("@SQL@") %}`, `{% set x = run_query("select 1; @SQL@; select 2") %}`, `{{ run_query("select * from " ~ ref('n')).columns }}`,
		`{% call statement('x', fetch_result=true) %}@SQL@{% endcall %}{{ load_result('x') }}`,
		`{% do trace_values("@SQL@") %}`, `{% do context['trace_values']("@SQL@") %}`, `{% do dbt_utils.trace_values("@SQL@") %}`,
		`{{ dbt_utils.get_single_value("@SQL@") }}`, `{{ dbt_utils.get_column_values("(@SQL@)", 'id') }}`, `{{ dbt_utils.get_query_results_as_dict("@SQL@") }}`,
		`{{ dbt_utils.get_column_values(ref('raw'), 'id', where="1=1) ; @SQL@") }}`, `{{ dbt_utils.star(ref('n')) }}`, `{{ dbt_utils.union_relations([ref('n'), ref('raw')]) }}`,
		"{{ config(materialized='ephemeral') }}", `{{ config(alias='../../x', schema='"; @SQL@') }}`, "{{ config(enabled=false) }}", "{% include '@OUT@/secret.sql' %}", "{% import '@OUT@/secret.sql' as s %}",
		"{{ source('s', 't') }}", "{{ var('v') }}", "{{ var('v', ref('raw')) }}", "{{ env_var('HOME', 'x') }}", "{{ this }}", "{{ x() }}", "{{ fromyaml('a: &a [*a]') }}", "{{ toyaml(graph) }}",
		"{{ modules.os }}", "{{ ''.__class__.__mro__ }}", "{{ self }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% for i in range(50) %}{{ i }}{% endfor %}", "{% raw %}{{ x }}{% endraw %}",
	}
	propertyPieces = []string{
		"models: [{name: m, columns: [{name: \"id; @SQL@\", tests: [not_null, unique]}]}]\n", "sources: [{name: s, tables: [{name: t}]}]\n",
		"sources: [{name: s, meta: {external_location: '@OUT@/{name}.csv'}, tables: [{name: secret}, {name: t}]}]\n",
		"sources: [{name: s, tables: [{name: t, identifier: \"{{ run_query('@SQL@') }}\", external: {location: /etc/passwd}}]}]\n",
		"seeds: [{name: raw, config: {column_types: {id: \"int; @SQL@\"}, delimiter: ';'}}]\n", "a: &a {b: *a}\n", "- x\n", "snapshots: [{name: sn, relation: \"ref('raw')\", config: {unique_key: \"1) ; @SQL@\", strategy: check}}]\n", "\t", "models: {name: [",
	}
	projectPieces = []string{
		"model-paths: ['@OUT@', models]\n", "model-paths: [../outside, .]\n", "seed-paths: [/etc, seeds]\n", "macro-paths: ['@OUT@', macros]\n", "packages-install-path: '@OUT@'\n", "packages-install-path: ..\n",
		"vars: {v: \"{{ run_query('@SQL@') }}\"}\n", "vars: {v: \"@OUT@/secret.csv\"}\n", "models: {+materialized: ephemeral}\n", "dispatch: [{macro_namespace: dbt_utils, search_order: [shop, dbt_utils]}]\n", "name: other\n",
	}
	otherFiles = map[string]string{
		"packages.yml": "packages: [{local: ../outside}, {git: 'file:///etc'}]\n", "dependencies.yml": "packages: [{local: '../../../../../../etc'}]\n", "macros/x.sql": "{% macro x() %}{{ return(adapter.get_columns_in_relation(ref('n'))) }}{% endmacro %}",
		"macros/values.sql": "{% macro trace_values(q) %}{{ q }}{% endmacro %}{% macro default__get_column_values(t, c) %}{{ return(['@SQL@']) }}{% endmacro %}",
		"trace.yml":         "root: {source: seeds.raw, time: \"1) ; @SQL@\"}\nnumber: {model: m, measure: \"1) ; @SQL@\"}\n", "models/deep/n.sql": "select 1", "models/p.py": "@SQL@", "dbt_packages/a/dbt_project.yml": "name: a\n",
	}
	outwardLinks = [][2]string{
		{"models/leak.sql", "../../outside/secret.sql"}, {"models/folder", "../../outside"}, {"seeds/secret.csv", "../../outside/secret.csv"}, {"macros/leak.sql", "../../outside/secret.sql"},
		{"trace.yml", "../outside/trace.yml"}, {"dbt_packages/out", "../../outside"}, {"packages.yml", "../outside/secret.sql"}, {"models/round", "."}, {"models/s.yml", "../../outside/secret.sql"}, {"target/leak.sql", "../../outside/secret.sql"},
	}
	manifestPieces = []string{
		`"compiled_code": @SQLJSON@`, `"compiled_path": "../outside/secret.sql"`, `"compiled_path": "target/leak.sql"`, `"compiled_path": "/etc/passwd"`, `"root_path": "/etc", "original_file_path": "passwd"`, `"original_file_path": "../outside/secret.csv"`,
		`"original_file_path": "seeds/secret.csv"`, `"compiled_code": "select * from main.raw"`, `"config": {"materialized": "ephemeral", "enabled": false}`, `"alias": "../x", "schema": "\";"`, `"depends_on": {"nodes": ["model.shop.m", "model.shop.n"]}`, `"relation_name": @SQLJSON@`, `"language": "python"`,
	}
)

// assembly chooses pieces by the bytes of an input; an input that is used up chooses the first.
type assembly struct {
	choices []byte
	sqls    []string
	out     string
}

func (a *assembly) next(n int) int {
	if len(a.choices) == 0 {
		return 0
	}
	c := int(a.choices[0])
	a.choices = a.choices[1:]
	return c % n
}

// text puts up to so many pieces together.
func (a *assembly) text(pieces []string, most int) string {
	var b strings.Builder
	for range a.next(most + 1) {
		b.WriteString(a.filled(pieces[a.next(len(pieces))]))
	}
	return b.String()
}

func (a *assembly) filled(piece string) string {
	for strings.Contains(piece, "@SQL") {
		line := a.sqls[a.next(len(a.sqls))]
		quoted, _ := json.Marshal(line) // a text
		piece = strings.NewReplacer("@SQLJSON@", string(quoted), "@SQL@", strings.ReplaceAll(line, `"`, `'`)).Replace(piece)
	}
	return strings.ReplaceAll(piece, "@OUT@", a.out)
}

// write makes the project. It returns its manifest, if it has one.
func (a *assembly) write(dir string) (manifest string, err error) {
	all := map[string]string{
		"dbt_project.yml": "name: shop\n" + a.text(projectPieces, 2), "seeds/raw.csv": "id,v\n1,a\n", "models/props.yml": a.text(propertyPieces, 2),
		"models/m.sql": a.text(templatePieces, 5), "models/n.sql": a.text(templatePieces, 3),
	}
	names := slices.Sorted(maps.Keys(otherFiles))
	for range a.next(3) {
		name := names[a.next(len(names))]
		all[name] = a.filled(otherFiles[name])
	}
	if a.next(4) == 1 {
		nodes := []string{`"seed.shop.raw": {"resource_type": "seed", "package_name": "shop", "name": "raw", "schema": "main", ` + a.filled(manifestPieces[a.next(len(manifestPieces))]) + `}`}
		for _, name := range []string{"m", "n"} {
			nodes = append(nodes, fmt.Sprintf(`"model.shop.%s": {"resource_type": "model", "package_name": "shop", "name": %q, "depends_on": {"nodes": ["seed.shop.raw"]}, %s, %s}`,
				name, name, a.filled(manifestPieces[a.next(len(manifestPieces))]), a.filled(manifestPieces[a.next(len(manifestPieces))])))
		}
		manifest = filepath.Join(dir, "target", "manifest.json")
		all["target/manifest.json"] = `{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "project_name": "shop"}, "sources": {}, "nodes": {` + strings.Join(nodes, ", ") + `}}`
	}
	for name, text := range all {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)); err != nil {
			return "", err
		}
	}
	for range a.next(3) {
		link := outwardLinks[a.next(len(outwardLinks))]
		file := filepath.Join(dir, link[0])
		_ = os.Remove(file) // it may never have been there
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.Symlink(link[1], file)); err != nil {
			return "", err
		}
	}
	return manifest, nil
}

// A dbt project that is made of hostile pieces writes nothing, shows nothing of what lies outside, and ends with a plan or an error.
func FuzzHostileProject(f *testing.F) {
	base := f.TempDir()
	out := filepath.Join(base, "outside")
	for name, text := range map[string]string{"secret.csv": "id,v\n1," + secretWord + "\n", "secret.sql": "select '" + secretWord + "'", "trace.yml": "unit: " + secretWord + "\n", "dbt_project.yml": "nothing: " + secretWord + "\n"} {
		if err := errors.Join(os.MkdirAll(out, 0o755), os.WriteFile(filepath.Join(out, name), []byte(text), 0o644)); err != nil {
			f.Fatal(err)
		}
	}
	snap := rawSeed(f, base)
	text, err := os.ReadFile("../../cmd/trace/testdata/hostile/payloads/sql.txt")
	if err != nil {
		f.Fatal(err)
	}
	lines := strings.Split(strings.NewReplacer("@BASE@", base, "@CACHE@", filepath.Join(base, "cache"), "@OUT@", out).Replace(string(text)), "\n")
	sqls := slices.DeleteFunc(lines, func(l string) bool { return l == "" || strings.HasPrefix(l, "#") })
	for i := range 64 {
		var choices []byte
		for k := range 40 {
			choices = append(choices, byte(i*(7+k)+k*k*3))
		}
		f.Add(choices)
	}
	before := sizes(f, base)
	f.Fuzz(func(t *testing.T, choices []byte) {
		dir := filepath.Join(base, "p")
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		a := &assembly{choices, sqls, out}
		asks := a.next(4) == 1 // an engine takes ten times as long as all else
		manifest, err := a.write(dir)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for _, said := range planned(t, dir, manifest, snap, base, asks) {
			if strings.Contains(said, secretWord) {
				t.Errorf("read outside: %s", said)
			}
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, sizes(t, base)); diff != "" {
			t.Errorf("written outside: %s", diff)
		}
	})
}

// rawSeed is a snapshot with the seed raw.
func rawSeed(f *testing.F, base string) *snapshots.Snapshot {
	dir := filepath.Join(base, "seed")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "raw.csv"), []byte("id,v\n1,a\n"), 0o644)); err != nil {
		f.Fatal(err)
	}
	folder, err := inside.Open(dir)
	if err != nil {
		f.Fatal(err)
	}
	snap, _, err := seeds.Snapshot(f.Context(), filepath.Join(base, "cache"), "shop", []seeds.Seed{{Name: "raw", Folder: folder, File: "raw.csv", Shown: "raw.csv"}}, child.Options{Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	return snap
}

// planned is all that comes of the project: its plan or error, its notes, and its seeds.
func planned(t *testing.T, dir, manifest string, snap *snapshots.Snapshot, base string, asks bool) (said []string) {
	opt := asking()
	p, err := dbt.Open(dir, opt)
	if manifest != "" {
		p, err = dbt.OpenManifest(manifest, opt)
	}
	if err != nil {
		return []string{err.Error()}
	}
	for _, s := range p.Seeds() {
		content, err := s.Folder.Read(s.File, 1<<20)
		said = append(said, string(content), fmt.Sprint(err))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tables := project.Tables{Seeds: snap.Manifest.Tables, Open: func(ctx context.Context, names []trace.Alias) (*engine.Answers, error) {
		if !asks {
			return nil, errors.New("nobody answers")
		}
		return engine.OpenAnswers(ctx, engine.Options{Threads: 1, Files: attach.Files(snap, filepath.Join(base, "cache"))}, func(conn *sql.Conn) error {
			return errors.Join(attach.Tables(ctx, conn, snap, base), chains.Alias(ctx, conn, names))
		})
	}}
	plan, err := p.Plan(ctx, tables, project.Wanted{Root: "raw", To: "m"})
	if err != nil {
		return append(append(said, err.Error()), p.Notes...)
	}
	for _, m := range plan.Chain.Models {
		said = append(said, m.SQL, m.Text, m.Description)
		if m.Broken != nil {
			said = append(said, m.Broken.Error())
		}
	}
	return append(said, p.Notes...)
}

// sizes are the sizes and times of the files below a folder.
func sizes(t testing.TB, dir string) map[string]string {
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			found[path] = fmt.Sprint(info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
