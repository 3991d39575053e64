package dbt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// projectOf writes a project: each file after a line "-- name --". It has a dbt_project.yml of its own if none is given.
func projectOf(t *testing.T, files string) *dbt.Project {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("dbt_project.yml", "name: shop\n")
	write("seeds/orders.csv", "id,customer\n1,a\n2,b\n")
	for _, part := range strings.Split("\n"+files, "\n-- ")[1:] {
		name, text, _ := strings.Cut(part, " --\n")
		write(name, text+"\n")
	}
	p, err := dbt.Open(dir, options())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each is a project, the model that is asked for, and what that model becomes: its SQL without needless blanks, or why there is none.
func TestModelsBecomeWhatDbtMakesOfThem(t *testing.T) {
	for _, c := range []struct{ name, files, to, want string }{
		{"a var may name a source", `
-- dbt_project.yml --
name: shop
vars: {table: "{{ source('raw', 'orders') }}", days: "{{ 1 + 1 }}"}
-- models/s.yml --
sources: [{name: raw, tables: [{name: orders}]}]
-- models/m.sql --
select {{ var('days') }} as n from {{ var('table') }}`, "m", `select 2 as n from "raw"."orders"`},
		{"a var that asks for itself", `
-- dbt_project.yml --
name: shop
vars: {a: "{{ var('b') }}", b: "{{ var('a') }}"}
-- models/m.sql --
select {{ var('a') }} from {{ ref('orders') }}`, "m", "var a: var b: var a asks for itself"},
		{"a byte order mark", "\n-- dbt_project.yml --\n\ufeffname: shop\n-- models/m.sql --\n\ufeffselect 1 as x from {{ ref('orders') }}", "m", `select 1 as x from "seeds"."orders"`},
		{"a config below an if", `
-- models/e.sql --
{% if target.name == 'prod' %}{{ config(materialized='ephemeral') }}{% endif %}
select * from {{ ref('orders') }}
-- models/m.sql --
select id from {{ ref('e') }}`, "m", `with __dbt__cte__e as ( select * from "seeds"."orders" ) select id from __dbt__cte__e`},
		{"a model that an if disables", `
-- models/off.sql --
{% if var('on', false) %} select 1 from {{ ref('orders') }} {% else %} {{ config(enabled=false) }} {% endif %}
-- models/m.sql --
select * from {{ ref('orders') }}`, "", `select * from "seeds"."orders"`},
		{"relations are mappings, as packages check it", `
-- dbt_packages/utils/dbt_project.yml --
name: utils
-- dbt_packages/utils/macros/m.sql --
{% macro only_relation(x) %}{% if not (x is mapping and x.get('metadata', {}).get('type', '').endswith('Relation')) %}{{ exceptions.raise_compiler_error(x ~ ' is none') }}{% endif %}{% endmacro %}
-- models/m.sql --
{{ utils.only_relation(ref('orders')) }} select '{{ target.get('type') }}{{ target.get('x', 1) }}' from {{ ref('orders') }}`, "m", `select 'duckdb1' from "seeds"."orders"`},
		{"columns have a size", `
-- models/m.sql --
select {% for c in adapter.get_columns_in_relation(ref('orders')) if c.is_string() and c.string_size() > 0 %}{{ c.quoted }}{% endfor %} from {{ ref('orders') }}`, "m", `select "customer" from "seeds"."orders"`},
		{"the model itself is not there before it is built", `
-- models/m.sql --
select '{{ adapter.get_relation(this.database, this.schema, this.identifier) }} {{ load_relation(this) }} {{ load_relation(ref('orders')).name }}' from {{ ref('orders') }}`,
			"m", `select 'None None orders' from "seeds"."orders"`},
		{"YAML in a template", `
-- models/m.sql --
{% set meta %}
keys: [id, customer]
{% endset %}
select {{ fromyaml(meta)['keys'] | join(', ') }} from {{ ref('orders') }}`, "m", `select id, customer from "seeds"."orders"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := projectOf(t, c.files)
			plan, _, err := over(t, p, project.Wanted{Root: "orders", To: c.to})
			if err != nil {
				t.Fatal(err)
			}
			m, _ := plan.Chain.Model(plan.Chain.Number.Model)
			got := strings.Join(strings.Fields(m.SQL), " ")
			if m.Broken != nil {
				got = m.Broken.Message
			}
			if got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A root that no template names in so many words does not make the project one without models.
func TestARootThatIsNotSeenIsNoReasonForSilence(t *testing.T) {
	p := projectOf(t, "\n-- models/m.sql --\nselect * from {{ ref('orders') }}")
	if _, _, err := over(t, p, project.Wanted{Root: "odrers"}); err == nil || !strings.Contains(err.Error(), `no source or seed odrers (did you mean "orders"?)`) {
		t.Error(err)
	}
}

// dbt reads what is said of a model in any of its folders.
func TestModelsMayBeDescribedBesideTheTests(t *testing.T) {
	p := projectOf(t, `
-- models/m.sql --
select * from {{ ref('orders') }}
-- tests/m.yml --
models:
  - name: m
    description: from the tests
    columns: [{name: id, tests: [unique]}]`)
	plan, _, err := over(t, p, project.Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	if m, _ := plan.Chain.Model("m"); m.Description != "from the tests" || len(plan.Chain.Hints) != 1 {
		t.Errorf("%q, %v", m.Description, plan.Chain.Hints)
	}
}
