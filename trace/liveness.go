package trace

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// names is a set of column names, lower case; all is every name there is.
type names struct {
	all bool
	set map[string]bool
}

func (n names) has(column string) bool { return n.all || n.set[strings.ToLower(column)] }

func (n names) with(more names) names {
	out := names{all: n.all || more.all, set: map[string]bool{}}
	for k := range n.set {
		out.set[k] = true
	}
	for k := range more.set {
		out.set[k] = true
	}
	return out
}

// live is which columns must be computed: inside a model, and of its output.
// A column is live if anything further on mentions its name. That is conservative: a name may mean another column.
// sliced is what only the dimensions need of the output.
type live struct{ inside, output, sliced names }

// liveness walks from the number back to the root.
func (g *graph) liveness(ctx context.Context, conn *sql.Conn) (map[string]live, error) {
	measure := g.chain.Number.Measure
	if measure == "" {
		measure = "count(*)"
	}
	after, err := mentionedIn(ctx, conn, "SELECT "+measure)
	if err != nil {
		return nil, fmt.Errorf("chain %s: measure %q: %w", g.chain.Name, measure, err)
	}
	needed := map[string]names{g.chain.Number.Model: after}
	sliced := map[string]names{}
	for _, d := range g.chain.Dimensions {
		if d.Column != "" {
			model, _, _ := strings.Cut(d.Step, ".")
			sliced[model] = sliced[model].with(names{set: map[string]bool{strings.ToLower(d.Column): true}})
		}
	}
	for _, m := range g.chain.Marks {
		said, err := mentionedIn(ctx, conn, "SELECT "+m.When)
		if err != nil {
			return nil, fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
		model, _, _ := strings.Cut(m.Step, ".")
		needed[model] = needed[model].with(said)
	}
	out := map[string]live{}
	for i := len(g.chain.Models) - 1; i >= 0; i-- { // readers come after what they read
		m := g.chain.Models[i]
		output := needed[m.Name]
		inside := output.with(sliced[m.Name]).with(mentioned(g.trees[m.Name]))
		out[m.Name] = live{inside: inside, output: output, sliced: sliced[m.Name]}
		for _, r := range refs(g.trees[m.Name]) {
			needed[r] = needed[r].with(inside)
		}
	}
	return out, nil
}

func mentionedIn(ctx context.Context, conn *sql.Conn, text string) (names, error) {
	tree, err := sqltree.Parse(ctx, conn, text)
	if err != nil {
		return names{}, err
	}
	return mentioned(tree), nil
}

// mentioned returns the column names that the query says, qualifiers included.
// Where names are implied (NATURAL JOIN, COLUMNS, column lists, BY NAME), every column counts as said.
func mentioned(query sqltree.Node) names {
	n := names{set: map[string]bool{}}
	say := func(list ...string) {
		for _, s := range list {
			n.set[strings.ToLower(s)] = true
		}
	}
	tables := tableNames(query)
	query.Walk(func(x sqltree.Node) bool {
		switch x.Type() {
		case "COLUMN_REF":
			parts := x.Strings("column_names")
			say(parts...)
			if len(parts) == 1 && tables[strings.ToLower(parts[0])] {
				n.all = true // a whole row
			}
		case "STAR":
			say(x.Strings("exclude_list")...)
			for _, key := range []string{"replace_list", "rename_list", "qualified_exclude_list"} {
				for _, e := range x.List(key) {
					say(e.Str("key"), e.Str("column"), e.Child("key").Str("column"))
				}
			}
			if x.Bool("columns") {
				n.all = true
			}
		case "JOIN":
			say(x.Strings("using_columns")...)
			if x.Str("ref_type") == "NATURAL" {
				n.all = true
			}
		case "SET_OPERATION_NODE":
			n.all = true
		case "BASE_TABLE", "SUBQUERY":
			if len(x.Strings("column_name_alias")) > 0 {
				n.all = true
			}
		}
		if len(x.Strings("aliases")) > 0 {
			n.all = true
		}
		for _, m := range x.List("modifiers") {
			if m.Type() == "DISTINCT_MODIFIER" {
				n.all = n.all || len(m.List("distinct_on_targets")) == 0
			}
		}
		return true
	})
	return n
}

// tableNames returns the names by which the query's tables can be referred to, lower case.
func tableNames(query sqltree.Node) map[string]bool {
	out := map[string]bool{}
	query.Walk(func(x sqltree.Node) bool {
		switch x.Type() {
		case "BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION":
			out[strings.ToLower(tableAlias(x))] = true
		}
		return true
	})
	return out
}

// tableAlias is the name by which columns of a FROM item are qualified.
func tableAlias(leaf sqltree.Node) string {
	if a := leaf.Str("alias"); a != "" {
		return a
	}
	return leaf.Str("table_name")
}
