package dbt_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// project writes files into a folder. A file that is not named is as here.
func projectIn(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"dbt_project.yml": "name: small\n", "seeds/raw.csv": "id,cat,at_day\n1,x,2024-01-31\n2,y,2024-02-29\n3,x,2024-03-01\n"} {
		if _, ok := files[name]; !ok {
			files[name] = text
		}
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// sqlOf is what the model m of a project becomes, on one line, or why it does not.
func sqlOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := projectIn(t, files)
	p, err := dbt.Open(dir, asking())
	if err != nil {
		return strings.ReplaceAll(err.Error(), dir+"/", "")
	}
	plan, _, err := over(t, p, project.Wanted{To: "m", Root: "raw"})
	if err != nil {
		return strings.ReplaceAll(err.Error(), dir+"/", "")
	}
	m, _ := plan.Chain.Model("m")
	if m.Broken != nil {
		return strings.ReplaceAll(m.Broken.Error(), dir+"/", "")
	}
	return strings.Join(strings.Fields(m.SQL), " ")
}

func TestTemplatesOfPublicProjectsRender(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string // m is the model; raw is its from, if it says none
		want  string
	}{
		"a var that is a ref": {
			map[string]string{"dbt_project.yml": "name: small\nvars:\n  small: {orders: \"{{ ref('raw') }}\"}\n", "models/m.sql": "select * from {{ var('orders') }}"},
			`select * from "seeds"."raw"`,
		},
		"a var that is made of itself": {
			map[string]string{"dbt_project.yml": "name: small\nvars: {a: \"{{ var('b') }}\", b: \"{{ var('a') }}\"}\n", "models/m.sql": "select {{ var('a') }} from {{ ref('raw') }}"},
			"models/m.sql:1:11: var a: var b: var a asks for itself",
		},
		"a var of a package in the package's own YAML": {
			map[string]string{
				"dbt_project.yml":                   "name: small\nvars:\n  ads: {ads_identifier: raw}\n",
				"dbt_packages/ads/dbt_project.yml":  "name: ads\n",
				"dbt_packages/ads/models/m.sql":     "select * from {{ source('ads', 'stats') }}",
				"dbt_packages/ads/models/model.yml": "sources:\n- name: ads\n  tables: [{name: stats, identifier: \"{{ var('ads_identifier', 'stats') }}\"}]\n",
			},
			`select * from "ads"."raw"`,
		},
		"bools as YAML 1.1 has them": {
			map[string]string{"dbt_project.yml": "name: small\nvars: {all: no, quoted: 'no'}\n", "models/m.sql": "select {{ 1 if var('all') else 2 }}, {{ 1 if var('quoted') else 2 }} from {{ ref('raw') }}"},
			`select 2, 1 from "seeds"."raw"`,
		},
		"run_query": {
			map[string]string{"models/m.sql": `{% set found = run_query("select distinct cat, 1 as n from " ~ ref('raw') ~ " order by 1;") %}
select {% for c in found.columns[0].values() %}sum(1) as {{ c }}, {% endfor %}{{ found.rows[1]['N'] }} as a, {{ found | length }} as b, '{{ found.column_names | join }}' as c,
{% for row in found %}'{{ row[0] }}{{ row.cat }}', {% endfor %}'{{ found.columns['cat'][1] }}' from {{ ref('raw') }}`},
			`select sum(1) as x, sum(1) as y, 1 as a, 2 as b, 'catn' as c, 'xx', 'yy', 'y' from "seeds"."raw"`,
		},
		"run_query of another model": {
			map[string]string{"models/b.sql": "select * from {{ ref('raw') }} where id > 1", "models/m.sql": "{% set t = run_query('select max(at_day), count(*) from ' ~ ref('b')) %}select '{{ t.rows[0][0] }}', {{ t[0].values()[1] }} from {{ ref('b') }}"},
			`select '2024-03-01', 2 from "ref"."b"`,
		},
		"run_query of what is no query": {
			map[string]string{"models/m.sql": "{% do run_query('-- now\\n create table x (a int)') %}select * from {{ ref('raw') }}"},
			"models/m.sql:1:7: only a single SELECT is run while a model is rendered, and this is none: create table x",
		},
		"run_query that fails": {
			map[string]string{"models/m.sql": "{% do run_query('select nothing from ' ~ ref('raw')) %}select * from {{ ref('raw') }}"},
			`models/m.sql:1:7: Binder Error: Referenced column "nothing" not found in FROM clause!`,
		},
		"statement": {
			map[string]string{"models/m.sql": "{% call statement('days', fetch_result=true) %}select max(at_day) from {{ ref('raw') }}{% endcall %}select '{{ load_result('days')['data'] | map(attribute=0) | first }}', {{ load_result('days').table.rows | length }}, '{{ load_result('no') }}' from {{ ref('raw') }}"},
			`select '2024-03-01', 1, 'None' from "seeds"."raw"`,
		},
		"a package that asks in its own way": {
			map[string]string{
				"dbt_packages/dbt_utils/dbt_project.yml": "name: dbt_utils\n",
				"dbt_packages/dbt_utils/macros/v.sql":    "{% macro get_column_values(table, column) %}{{ return(adapter.dispatch('get_column_values', 'dbt_utils')(table, column)) }}{% endmacro %}{% macro default__get_column_values(table, column) %}{{ return(['z']) }}{% endmacro %}",
				"models/m.sql":                           "select {{ dbt_utils.get_column_values(ref('raw'), 'cat') | join(', ') }} from {{ ref('raw') }}",
			},
			`select x, y from "seeds"."raw"`,
		},
		"fromyaml and toyaml": {
			map[string]string{"models/m.sql": "{% set text %}\na: [id, cat]\nb: {c: yes}\n{% endset %}{% set y = fromyaml(text) %}select {{ y.a | join(', ') }}, {{ y['b'].c }}, '{{ toyaml({'z': 1, 'a': 2}) }}' from {{ ref('raw') }}"},
			`select id, cat, True, 'z: 1 a: 2 ' from "seeds"."raw"`,
		},
		"context": {
			map[string]string{"macros/one.sql": "{% macro one(x) %}{{ x }} + 1{% endmacro %}", "models/m.sql": "select {{ context['one']('id') }}, {{ context.get('one')('id') }}, '{{ context.get('two', 'none') }}' from {{ ref('raw') }}"},
			`select id + 1, id + 1, 'none' from "seeds"."raw"`,
		},
		"target as a dict": {
			map[string]string{"models/m.sql": "select '{{ target['name'] }}', '{{ target.get('x', 'y') }}', {{ 'type' in target }} from {{ ref('raw') }}"},
			`select 'prod', 'y', True from "seeds"."raw"`,
		},
		"graph": {
			map[string]string{"models/b.sql": "{{ config(tags='daily') }} select * from {{ ref('raw') }}", "models/m.sql": "select {% for n in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') if 'daily' in n.tags %}'{{ n.unique_id }}', '{{ n.depends_on.nodes[0] }}'{% endfor %} from {{ ref('raw') }}"},
			`select 'model.small.b', 'seed.small.raw' from "seeds"."raw"`,
		},
		"moments without a zone": {
			map[string]string{"models/m.sql": "{% set dt = modules.datetime %}select '{{ dt.datetime.strptime('2024-01-31', '%Y-%m-%d') }}', '{{ dt.datetime(2024, 1, 2, 3).isoformat() }}', '{{ dt.datetime.now().date() }}', '{{ run_started_at.astimezone(modules.pytz.timezone('Asia/Tokyo')).date() }}', '{{ run_started_at }}' from {{ ref('raw') }}"},
			`select '2024-01-31 00:00:00', '2024-01-02T03:00:00', '2026-06-12', '2026-06-12', '2026-06-12 08:30:00+00:00' from "seeds"."raw"`,
		},
		"a relation that a template does without": {
			map[string]string{
				"models/s.yml": "sources:\n- name: shop\n  tables: [{name: orders}, {name: raw}]\n",
				"models/m.sql": "{% for name in ['orders', 'raw'] %}{% set found = adapter.get_relation(database=source('shop', name).database, schema=source('shop', name).schema, identifier=name) %}{% if found is none %}select null as id limit 0 {% else %}union all select id from {{ found }}{% endif %}{% endfor %}",
			},
			`select null as id limit 0 union all select id from "shop"."raw"`,
		},
		"a broken model that reads nothing": {
			map[string]string{"models/b.sql": "select {{ nothing.here() }}", "models/m.sql": "select * from {{ ref('b') }}"},
			"models/b.sql:1:18: there is no macro or function nothing.here",
		},
		"a table that is no source": {
			map[string]string{"models/m.sql": "select * from RAW.\"Titles\" where id > 1"},
			`m reads no source and no seed, so there are no rows to follow; models/m.sql names the table RAW."Titles", which is no source of the project: make it one, and write {{ source(…) }} there`,
		},
		"a model in Python": {
			map[string]string{"models/m.py": "def model(dbt, session):\n    return dbt.ref('raw')\n"},
			"models/m.py:1:1: a Python model cannot be run; only SQL can",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := sqlOf(t, c.files); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// The tests of a package are a project without models of its own.
func TestAProjectWithoutModelsIsThereForItsPackages(t *testing.T) {
	p, err := dbt.Open(projectIn(t, map[string]string{"dbt_packages/ads/dbt_project.yml": "name: ads\n", "dbt_packages/ads/models/a.sql": "select * from {{ ref('raw') }}"}), options())
	if err != nil {
		t.Fatal(err)
	}
	plan, _, err := over(t, p, project.Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	if got := plan.Chain.Number.Model; got != "a" {
		t.Errorf("the number is in %s", got)
	}
}

func TestWhatIsAskedForSaysWhereDbtFindsIt(t *testing.T) {
	p, err := dbt.Open(projectIn(t, map[string]string{
		"seeds/raw.csv": "",
		"models/s.yml":  "sources:\n- name: shop\n  config: {meta: {external_location: 'data/{name}.csv'}}\n  tables:\n  - {name: orders}\n  - {name: items, external: {location: items.parquet}}\n",
		"models/m.sql":  "select * from {{ source('shop', 'orders') }}",
	}), options())
	if err != nil {
		t.Fatal(err)
	}
	got, want := p.Asks(), "; its sources are shop.orders (data/orders.csv: the project has no such file), shop.items (items.parquet: the project has no such file); "+
		"make a snapshot of the files: trace snapshots freeze small_20260612 --table orders="
	if !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	_, err = p.Plan(context.Background(), project.Tables{}, project.Wanted{To: "m"})
	if err == nil || !strings.Contains(err.Error(), "shop.orders (data/orders.csv: the project has no such file)") {
		t.Error(err)
	}
}

func TestTheUnitIsNamedAfterTheTable(t *testing.T) {
	for table, want := range map[string]string{"orders": "order", "invoice": "invoice", "ad_stats_data": "row", "raw_history": "row", "current_user_top_tracks": "track"} {
		p, err := dbt.Open(projectIn(t, map[string]string{"seeds/" + table + ".csv": "id\n1\n", "models/m.sql": "select * from {{ ref('" + table + "') }}"}), options())
		if err != nil {
			t.Fatal(err)
		}
		plan, _, err := over(t, p, project.Wanted{To: "m", Root: table})
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Chain.Root.Unit; got != want {
			t.Errorf("%s: got %s, want %s", table, got, want)
		}
	}
}

// asking are options with which the snapshot answers what templates ask.
func asking() project.Options {
	opt := options()
	opt.RunQuery = true
	return opt
}

// What the rows of a mart that asks for its columns are was counted by hand, too: 29 of 36 have an owner.
func TestAModelThatAsksIsTracedWhereThatIsAllowed(t *testing.T) {
	p, err := dbt.Open("testdata/projects/ads", asking())
	if err != nil {
		t.Fatal(err)
	}
	plan, conn, err := over(t, p, project.Wanted{Root: "google_ads_campaign_stats", To: "rpt_spend_by_platform"})
	if err != nil {
		t.Fatal(err)
	}
	l := ledgerOf(t, plan, conn)
	if last := l.Steps[len(l.Steps)-1]; l.Incomplete != nil || last.Name != "rpt_spend_by_platform" || last.In != 36 || last.Out != 29 {
		t.Errorf("got %d in, %d out of %s, %v; want 36 in, 29 out of rpt_spend_by_platform", last.In, last.Out, last.Name, l.Incomplete)
	}
}
