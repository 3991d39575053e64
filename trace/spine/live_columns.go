package spine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// Names is a set of column names, lower case; all is every name there is.
type Names struct {
	All bool
	Set map[string]bool
}

// Has says whether the column is among the names.
func (n Names) Has(column string) bool { return n.All || n.Set[strings.ToLower(column)] }

func (n Names) with(more Names) Names {
	out := Names{All: n.All || more.All, Set: map[string]bool{}}
	for k := range n.Set {
		out.Set[k] = true
	}
	for k := range more.Set {
		out.Set[k] = true
	}
	return out
}

// Live is which columns must be computed: inside a model, and of its output.
// A column is live if anything further on mentions its name. That is conservative: a name may mean another column.
// sliced is what only the dimensions need of the output.
type Live struct{ Inside, Output, Sliced Names }

// Liveness walks from the number back to the root.
func (g *Graph) Liveness(ctx context.Context, conn *sql.Conn) (map[string]Live, error) {
	measure := g.chain.Number.Measure
	if measure == "" {
		measure = "count(*)"
	}
	after, err := mentionedIn(ctx, conn, "SELECT "+measure)
	if err != nil {
		return nil, fmt.Errorf("chain %s: measure %q: %w", g.chain.Name, measure, err)
	}
	needed := map[string]Names{g.chain.Number.Model: after}
	sliced := map[string]Names{}
	for _, d := range g.chain.Dimensions {
		if d.Column != "" {
			model, _, _ := strings.Cut(d.Step, ".")
			sliced[model] = sliced[model].with(Names{Set: map[string]bool{strings.ToLower(d.Column): true}})
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
	out := map[string]Live{}
	for i := len(g.chain.Models) - 1; i >= 0; i-- { // readers come after what they read
		m := g.chain.Models[i]
		output := needed[m.Name]
		inside := output.with(sliced[m.Name]).with(Mentioned(g.Trees[m.Name]))
		out[m.Name] = Live{Inside: inside, Output: output, Sliced: sliced[m.Name]}
		for _, r := range Refs(g.Trees[m.Name]) {
			needed[r] = needed[r].with(inside)
		}
	}
	return out, nil
}

func mentionedIn(ctx context.Context, conn *sql.Conn, text string) (Names, error) {
	tree, err := sqltree.Parse(ctx, conn, text)
	if err != nil {
		return Names{}, err
	}
	return Mentioned(tree), nil
}

// Mentioned returns the column names that the query says, qualifiers included.
// Where names are implied (NATURAL JOIN, COLUMNS, column lists, BY NAME), every column counts as said.
func Mentioned(query sqltree.Node) Names {
	n := Names{Set: map[string]bool{}}
	say := func(list ...string) {
		for _, s := range list {
			n.Set[strings.ToLower(s)] = true
		}
	}
	tables := sqltree.TableNames(query)
	query.Walk(func(x sqltree.Node) bool {
		switch x.Type() {
		case "COLUMN_REF":
			parts := x.Strings("column_names")
			say(parts...)
			if len(parts) == 1 && tables[strings.ToLower(parts[0])] {
				n.All = true // a whole row
			}
		case "STAR":
			say(x.Strings("exclude_list")...)
			for _, key := range []string{"replace_list", "rename_list", "qualified_exclude_list"} {
				for _, e := range x.List(key) {
					say(e.Str("key"), e.Str("column"), e.Child("key").Str("column"))
				}
			}
			if x.Bool("columns") {
				n.All = true
			}
		case "JOIN":
			say(x.Strings("using_columns")...)
			if x.Str("ref_type") == "NATURAL" {
				n.All = true
			}
		case "SET_OPERATION_NODE", "PIVOT":
			n.All = true
		case "BASE_TABLE", "SUBQUERY":
			if len(x.Strings("column_name_alias")) > 0 {
				n.All = true
			}
		}
		if len(x.Strings("aliases")) > 0 {
			n.All = true
		}
		for _, m := range x.List("modifiers") {
			if m.Type() == "DISTINCT_MODIFIER" {
				n.All = n.All || len(m.List("distinct_on_targets")) == 0
			}
		}
		return true
	})
	return n
}
