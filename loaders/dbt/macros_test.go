package dbt_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// testdata/macros.txt has a line for each macro that the program brings: a template, and what DuckDB must give for what it becomes.
func TestTheMacrosThatTheProgramBringsMeanWhatDbtMeans(t *testing.T) {
	text, err := os.ReadFile("testdata/macros.txt")
	if err != nil {
		t.Fatal(err)
	}
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
	write("dbt_project.yml", "name: macros\n")
	write("seeds/one.csv", "x\n1\n")
	type call struct {
		line                  int
		model, template, want string
	}
	var calls []call
	models := "{% if false %}"
	for i, l := range strings.Split(string(text), "\n") {
		switch name, query, isModel := strings.Cut(strings.TrimPrefix(l, "model "), ": "); {
		case strings.HasPrefix(l, "#") || l == "":
		case isModel && strings.HasPrefix(l, "model "):
			write("models/"+name+".sql", query)
			models += "{{ ref('" + name + "') }}"
		default:
			template, want, ok := strings.Cut(l, " ⇒ ")
			if !ok {
				t.Fatalf("line %d is no test: %s", i+1, l)
			}
			calls = append(calls, call{line: i + 1, model: fmt.Sprintf("test_%03d", i+1), template: template, want: want})
		}
	}
	all := "select 1 as x from {{ ref('one') }}"
	for _, c := range calls {
		write("models/tests/"+c.model+".sql", c.template)
		all += " -- {{ ref('" + c.model + "') }}\n"
	}
	write("models/everything.sql", all)
	p, err := dbt.Open(dir, options())
	if err != nil {
		t.Fatal(err)
	}
	plan, conn, err := over(t, p, project.Wanted{To: "everything"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if _, err := conn.ExecContext(ctx, "CREATE SCHEMA ref"); err != nil {
		t.Fatal(err)
	}
	for _, m := range plan.Chain.Models {
		if _, test, _ := strings.Cut(m.Name, "test_"); m.SQL != "" && test == "" && m.Name != "everything" {
			if _, err := conn.ExecContext(ctx, `CREATE VIEW ref."`+m.Name+`" AS `+m.SQL); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range calls {
		m, ok := plan.Chain.Model(c.model)
		if !ok || m.Broken != nil {
			t.Errorf("line %d: %s: %v", c.line, c.template, m.Broken)
			continue
		}
		got, err := answer(ctx, conn, m.SQL)
		if err != nil {
			t.Errorf("line %d: %s: %v\n%s", c.line, c.template, err, m.SQL)
		} else if got != c.want {
			t.Errorf("line %d: %s\n got %s\nwant %s", c.line, c.template, got, c.want)
		}
	}
}

// answer is a query's rows as one text.
func answer(ctx context.Context, conn *sql.Conn, query string) (string, error) {
	rows, err := conn.QueryContext(ctx, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\n"+query+"\n)")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var out []string
	for rows.Next() {
		cells, to := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			return "", err
		}
		var parts []string
		for _, c := range cells {
			if !c.Valid {
				c.String = "NULL"
			}
			parts = append(parts, c.String)
		}
		out = append(out, strings.Join(parts, "|"))
	}
	return strings.Join(out, ";"), rows.Err()
}
