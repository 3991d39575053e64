package trace

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// scope is the CTEs that a query can name, innermost first.
type scope struct {
	outer *scope
	ctes  map[string]*cte
}

// cte is one WITH entry. Its query sees the CTEs before it, which are in outer.
type cte struct {
	name    string
	aliases []string
	query   sqltree.Node
	outer   *scope
}

// enter opens the query's WITH and returns what stands below it.
func enter(query sqltree.Node, outer *scope) (body sqltree.Node, sc *scope) {
	for query.Type() == "CTE_NODE" { // the child's own map names the CTE too
		query = query.Child("child")
	}
	sc = outer
	for _, e := range query.Child("cte_map").List("map") {
		value := e.Child("value")
		c := &cte{name: e.Str("key"), aliases: value.Strings("aliases"), query: value.Child("query").Child("node"), outer: sc}
		sc = &scope{outer: sc, ctes: map[string]*cte{strings.ToLower(c.name): c}}
	}
	return query, sc
}

// lookup returns the CTE that the table reference names, or nil.
func (sc *scope) lookup(table sqltree.Node) *cte {
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
