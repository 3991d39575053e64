package spine

import (
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// asks are the ways in which a query asks for rows that do not become rows of it, as they are told to a reader.
var asks = map[string]string{
	"EXISTS":     "asks only whether there is one (EXISTS)",
	"NOT_EXISTS": "asks only whether there is none (NOT EXISTS)",
	"ANY":        "looks only whether a value is among them (IN)",
	"SCALAR":     "takes only one value of them (a subquery in place of a value)",
}

// noPath is the error that the root's rows do not come to the number: if a model on the way asks for them in an expression alone, it says
// which, and how.
func (g *Graph) noPath(p *paths) error {
	c := g.chain
	for _, name := range g.Upstream(c.Number.Model) {
		m, _ := c.Model(name)
		var how string
		var at sqltree.Node
		g.Trees[name].Walk(func(n sqltree.Node) bool {
			if way := asks[n.Str("subquery_type")]; n.Class() == "SUBQUERY" && at == nil && way != "" {
				if table := g.rootIn(p, n.Child("subquery")); table != nil {
					how, at = way, table
				}
			}
			return at == nil
		})
		if at != nil {
			return fmt.Errorf("chain %s: the rows of source %s do not become rows of model %s, so they cannot be followed to it: %s: %s %s; take a source as the root that stands in a FROM",
				c.Name, c.Root.Source, c.Number.Model, m.PosAt(max(at.Location(), 0)), name, how)
		}
	}
	err := fmt.Errorf("chain %s: no path of models leads from source %s to model %s", c.Name, c.Root.Source, c.Number.Model)
	if bare := g.bareTables(); bare != "" {
		return fmt.Errorf("%w; %s", err, bare)
	}
	return err
}

// rootIn returns the first table below the query by which rows of the root come to it; nil if none do.
func (g *Graph) rootIn(p *paths, query sqltree.Node) sqltree.Node {
	var found sqltree.Node
	query.Walk(func(n sqltree.Node) bool {
		if s := sourceOf(n); found == nil && n.Type() == "BASE_TABLE" && (g.isRootName(s) || s.Schema == trace.RefSchema && p.to(s.Table) > 0) {
			found = n
		}
		return found == nil
	})
	return found
}
