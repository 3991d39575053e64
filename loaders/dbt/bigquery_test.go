package dbt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

func TestTheFlagTheSettingsAndTheProfileSayWhichWarehouseItIs(t *testing.T) {
	const target = "\n-- models/m.sql --\nselect '{{ target.type }}' as t from {{ ref('orders') }}"
	profile := func(outputs string) string {
		return "\n-- profiles.yml --\nshop:\n  target: dev\n  outputs:\n" + outputs
	}
	const dev, prod, other = "    dev: {type: duckdb}\n", "    prod: {type: bigquery}\n", "    prod: {type: snowflake}\n"
	for name, c := range map[string]struct{ files, flag, target, want string }{
		"nobody":                                {target, "", "", "duckdb"},
		"the profile's prod":                    {target + profile(dev+prod), "", "", "bigquery"},
		"the target that is asked for":          {target + profile(dev+prod), "", "dev", "duckdb"},
		"the profile's own target":              {target + profile("    dev: {type: bigquery}\n"), "", "", "bigquery"},
		"a profile of another warehouse":        {target + profile(dev+other), "", "", "duckdb"},
		"the flag, whatever the profile says":   {target + profile(dev+prod), "duckdb", "", "duckdb"},
		"the flag without a profile":            {target, "bigquery", "", "bigquery"},
		"trace.yml":                             {target + "\n-- trace.yml --\ndialect: bigquery\n", "", "", "bigquery"},
		"the flag, whatever trace.yml says":     {target + "\n-- trace.yml --\ndialect: bigquery\n", "duckdb", "", "duckdb"},
		"a profile with a template in its type": {target + profile("    dev: {type: \"{{ env_var('W', 'bigquery') }}\"}\n"), "", "", "bigquery"},
	} {
		t.Run(name, func(t *testing.T) {
			opt := options()
			opt.Dialect, opt.Target = c.flag, c.target
			p, err := dbt.Open(projectOf(t, c.files).Dir, opt)
			if err != nil {
				t.Fatal(err)
			}
			plan, _, err := over(t, p, project.Wanted{Root: "orders", To: "m"})
			if err != nil {
				t.Fatal(err)
			}
			m, _ := plan.Chain.Model("m")
			if m.Broken != nil || !strings.Contains(m.SQL, "'"+c.want+"'") {
				t.Errorf("got %s, %v", m.SQL, m.Broken)
			}
		})
	}
	opt := options()
	opt.Dialect = "redshift"
	if _, err := dbt.Open(projectOf(t, target).Dir, opt); err == nil || err.Error() != "--dialect redshift is none that trace knows; it knows duckdb and bigquery" {
		t.Error(err)
	}
}

// What is wrong is told where it stands in the model's own file, whatever the template made of what stands before it.
func TestWhatIsNotUnderstoodInBigQuerysSQLIsToldInTheModelsFile(t *testing.T) {
	const inner = "\n-- models/e.sql --\n{{ config(materialized='ephemeral') }}\nselect nosuch(id) as id from {{ ref('orders') }}"
	for name, c := range map[string]struct{ files, want string }{
		"an unknown function":      {"\n-- models/m.sql --\n{# of\nmany lines #}\nselect {{ 'id' }}, nosuch(id) from {{ ref('orders') }}", "models/m.sql:3:20: there is no function nosuch here"},
		"unknown syntax":           {"\n-- models/m.sql --\nselect id from {{ ref('orders') }}\nwhere id ::int64 > 1", "models/m.sql:2:10: "},
		"in an ephemeral model":    {inner + "\n-- models/m.sql --\nselect * from {{ ref('e') }}", "models/e.sql:2:8: there is no function nosuch here"},
		"a macro that is DuckDB's": {"\n-- macros/x.sql --\n{% macro x() %}{{ return(adapter.dispatch('x')()) }}{% endmacro %}{% macro duckdb__x() %}1{% endmacro %}\n-- models/m.sql --\nselect {{ x() }} from {{ ref('orders') }}", "models/m.sql:1:11: macro x has no version for BigQuery: there is no bigquery__x or default__x, only duckdb__x"},
	} {
		t.Run(name, func(t *testing.T) {
			opt := options()
			opt.Dialect = "bigquery"
			dir := projectOf(t, c.files).Dir
			p, err := dbt.Open(dir, opt)
			if err != nil {
				t.Fatal(err)
			}
			plan, _, err := over(t, p, project.Wanted{Root: "orders", To: "m"})
			if err != nil {
				t.Fatal(err)
			}
			m, _ := plan.Chain.Model("m")
			if m.Broken == nil {
				t.Fatalf("got %s", m.SQL)
			}
			if got := strings.ReplaceAll(m.Broken.Error(), dir+"/", ""); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A manifest says of itself that it is BigQuery's; names in texts and comments stay as they are.
func TestAManifestOfBigQuerysIsTraced(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("seeds/orders.csv", "id,customer\n1,it's `p`.`d`.`orders`\n2,b\n,c\n")
	write("target/manifest.json", `{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "project_name": "shop", "adapter_type": "bigquery"},
"sources": {}, "nodes": {
"seed.shop.orders": {"resource_type": "seed", "package_name": "shop", "name": "orders", "alias": "orders", "database": "p", "schema": "d", "relation_name": "`+"`p`.`d`.`orders`"+`", "original_file_path": "seeds/orders.csv", "config": {}},
"model.shop.m": {"resource_type": "model", "package_name": "shop", "name": "m", "alias": "m", "database": "p", "schema": "d", "relation_name": "`+"`p`.`d`.`m`"+`", "original_file_path": "models/m.sql", "config": {},
"compiled_code": "select safe_cast(id as int64) as id, 'it\\'s `+"`p`.`d`.`orders`"+`' = customer as same, \"p.d.orders\" as t -- 'open\nfrom `+"`p`.`d`.`orders`"+` where safe_cast(id as int64) is not null", "depends_on": {"nodes": ["seed.shop.orders"]}}}}`)
	p, err := dbt.OpenManifest(filepath.Join(dir, "target", "manifest.json"), options())
	if err != nil {
		t.Fatal(err)
	}
	plan, conn, err := over(t, p, project.Wanted{Root: "orders", To: "m"})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := plan.Chain.Model("m")
	if m.Broken != nil || !strings.Contains(m.SQL, "`p`.`d`.`orders`") || !strings.Contains(m.SQL, "'p.d.orders'") || !strings.Contains(m.SQL, `"seeds"."orders"`) {
		t.Errorf("got %s, %v", m.SQL, m.Broken)
	}
	if l := ledgerOf(t, plan, conn); l.Incomplete != nil || l.Steps[len(l.Steps)-1].Out != 2 {
		t.Errorf("got %+v, %v", l.Steps, l.Incomplete)
	}
}
