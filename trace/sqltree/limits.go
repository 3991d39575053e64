package sqltree

import (
	"encoding/json"
	"fmt"
)

// Limits of one query. What plans it, the engine and this program both, takes time that grows with the square of some of
// these and worse, and the engine cannot be interrupted meanwhile. The times are those of a trace of one model, on one processor.
const (
	maxText     = 2 << 20 // bytes: what a text of literals is read in 20 s
	maxNodes    = 100_000 // expressions and tables; a NOT IN of 50,000 values takes 15 s
	maxDepth    = 400     // expressions and subqueries within each other: 1 + 1 + … takes 7 s
	maxBranches = 5_000   // of one AND or OR: 10 s
	maxJoins    = 150     // 20 s
	maxTables   = 500     // tables and subqueries in FROM: 10 s
	maxCTEs     = 500     // 6 s
)

// checkText refuses a text that is too long to be parsed.
func checkText(text string) error {
	if len(text) > maxText {
		return tooLarge(Node{}, "the SQL has %d KiB, at most %d KiB are read", (len(text)-1)>>10+1, maxText>>10)
	}
	return nil
}

// checkSize refuses a query that is too large to be planned. The error is a [*SyntaxError] that says of what there is too much, and
// where.
func checkSize(tree Node) error {
	var s size
	return s.value(map[string]any(tree), 0)
}

// size counts what a query is made of.
type size struct{ nodes, joins, tables, ctes int }

func (s *size) value(v any, depth int) error {
	switch v := v.(type) {
	case map[string]any:
		if err := s.node(Node(v), depth); err != nil {
			return err
		}
		if Node(v).Type() != "" {
			depth++
		}
		for _, child := range v {
			if err := s.value(child, depth); err != nil {
				return err
			}
		}
	case []any:
		for _, child := range v {
			if err := s.value(child, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *size) node(n Node, depth int) error {
	if n.Type() != "" {
		s.nodes++
	}
	if n.Class() == "CONJUNCTION" && len(n.List("children")) > maxBranches {
		return tooLarge(n, "an AND or OR of %d conditions, at most %d are read; put the values into a table or an IN", len(n.List("children")), maxBranches)
	}
	switch n.Type() {
	case "JOIN":
		s.joins++
	case "BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST":
		s.tables++
	}
	s.ctes += len(n.Child("cte_map").List("map"))
	switch {
	case depth > maxDepth:
		return tooLarge(n, "expressions or queries are nested deeper than %d, which is not read; give parts of them names in a WITH", maxDepth)
	case s.nodes > maxNodes:
		return tooLarge(n, "the query has more than %d expressions and tables, which are not read; put long lists of values into a table", maxNodes)
	case s.joins > maxJoins:
		return tooLarge(n, "the query has more than %d joins, which are not read; make several models of it", maxJoins)
	case s.tables > maxTables:
		return tooLarge(n, "the query reads more than %d tables and subqueries, which are not read; make several models of it", maxTables)
	case s.ctes > maxCTEs:
		return tooLarge(n, "the query has more than %d parts in WITH, which are not read; make several models of it", maxCTEs)
	}
	return nil
}

func tooLarge(at Node, format string, args ...any) error {
	e := &SyntaxError{Message: fmt.Sprintf(format, args...), Position: -1}
	if p, ok := at["query_location"].(json.Number); ok {
		if v, err := p.Int64(); err == nil && v >= 0 && v < maxText {
			e.Position = int(v)
		}
	}
	return e
}
