package spine

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// bareTables says how to write the tables that the models name without their schema, which nothing is found by; empty if there are none.
func (g *Graph) bareTables() string {
	var out []string
	for _, name := range g.Upstream(g.chain.Number.Model) {
		var written []string
		ctes := map[string]bool{} // by whatever part of the model
		g.Trees[name].Walk(func(n sqltree.Node) bool {
			for _, e := range n.Child("cte_map").List("map") {
				ctes[strings.ToLower(e.Str("key"))] = true
			}
			return true
		})
		g.Trees[name].Walk(func(n sqltree.Node) bool {
			table := n.Str("table_name")
			if n.Type() != "BASE_TABLE" || n.Str("schema_name") != "" || ctes[strings.ToLower(table)] {
				return true
			}
			as := fmt.Sprintf("{{ source('%s', '%s') }}", g.chain.Root.Source.Schema, table)
			if strings.EqualFold(table, g.chain.Root.Source.Table) {
				as = fmt.Sprintf("{{ source('%s', '%s') }}", g.chain.Root.Source.Schema, g.chain.Root.Source.Table)
			}
			for _, m := range g.chain.Models {
				if strings.EqualFold(m.Name, table) {
					as = fmt.Sprintf("{{ ref('%s') }}", m.Name)
				}
			}
			if !slices.Contains(written, as) {
				written = append(written, as)
			}
			return true
		})
		if len(written) > 0 {
			out = append(out, fmt.Sprintf("model %s names tables as nothing is called: write %s", name, strings.Join(written, ", ")))
		}
	}
	return strings.Join(out, "; ")
}
