package spine

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// Scope is the CTEs that a query can name, innermost first.
type Scope struct {
	outer *Scope
	ctes  map[string]*CTE
}

// CTE is one WITH entry. Its query sees the CTEs before it, which are in outer.
type CTE struct {
	Name    string
	Aliases []string
	Query   sqltree.Node
	Outer   *Scope
}

// Enter opens the query's WITH and returns what stands below it.
func Enter(query sqltree.Node, outer *Scope) (body sqltree.Node, sc *Scope) {
	for query.Type() == "CTE_NODE" { // the child's own map names the CTE too
		query = query.Child("child")
	}
	sc = outer
	for _, e := range query.Child("cte_map").List("map") {
		value := e.Child("value")
		c := &CTE{Name: e.Str("key"), Aliases: value.Strings("aliases"), Query: value.Child("query").Child("node"), Outer: sc}
		sc = &Scope{outer: sc, ctes: map[string]*CTE{strings.ToLower(c.Name): c}}
	}
	return query, sc
}

// Lookup returns the CTE that the table reference names, or nil.
func (sc *Scope) Lookup(table sqltree.Node) *CTE {
	if table.Str("schema_name") != "" || table.Str("catalog_name") != "" {
		return nil
	}
	name := strings.ToLower(table.Str("table_name"))
	for s := sc; s != nil; s = s.outer {
		if c := s.ctes[name]; c != nil {
			return c
		}
	}
	return nil
}
