package chains

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql"
	"funneltrace/loaders/yamlfile"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// language is what the models of a chain are written in: the engine's SQL if it is empty.
type language string

const bigquery language = "bigquery"

// languages are the names that a chain.yml may give. The engine's own SQL needs none, and has one.
var languages = []string{"duckdb", string(bigquery)}

// reader reads dialect: of a chain.yml.
func (l *language) reader(f *yamlfile.File) yamlfile.Reader {
	return func(n ast.Node) error {
		var name string
		if err := f.Text(&name)(n); err != nil {
			return err
		}
		name = strings.ToLower(name)
		if !slices.Contains(languages, name) {
			return f.Errorf(f.NodePos(n), "there is no dialect %q%s; it may be %s", name, near.Hint(name, languages), strings.Join(languages, " or "))
		}
		if name != languages[0] {
			*l = language(name)
		}
		return nil
	}
}

// quote writes a name.
func (l language) quote(name string) string {
	if l == bigquery {
		return "`" + name + "`"
	}
	return sqltree.Quote(name)
}

// constant is the value of a var, SQL of the engine's, in this language: in BigQuery's a quote in a text is not doubled.
func (l language) constant(sql string) string {
	text, ok := strings.CutPrefix(sql, "'")
	if l != bigquery || !ok {
		return sql
	}
	text = strings.ReplaceAll(strings.TrimSuffix(text, "'"), "''", "'")
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`).Replace(text) + "'"
}

// translate puts the engine's SQL in the place of the model's own. A model that is not understood is broken, which matters where the
// number needs it.
func (l language) translate(m *model) error {
	if l != bigquery {
		return nil
	}
	t, err := googlesql.Translate(m.SQL)
	var wrong *dialect.Error
	switch {
	case errors.As(err, &wrong):
		m.Broken = &trace.ModelError{Pos: m.PosAt(wrong.Offset), Message: wrong.Message}
		m.SQL = ""
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", m.File, err)
	}
	m.SQL, m.Stretches, m.macros = t.SQL, t.Places, t.Macros
	return nil
}

// definitions are the statements that make the macros which the models call.
func (l language) definitions(models []model) ([]string, error) {
	var names []string
	for _, m := range models {
		names = append(names, m.macros...)
	}
	if len(names) == 0 {
		return nil, nil
	}
	slices.Sort(names)
	return googlesql.Macros(slices.Compact(names))
}
