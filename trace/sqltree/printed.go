package sqltree

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// DuckDB 1.5 prints the table of a star, as in "my t".*, without its quotes. What a model calls a table would so become a part of
// the SQL: the quotes are put into the name, and a text that was made of odd names is looked at once more before anybody runs it.

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// quotedStars returns the query with the tables of its stars as they must be printed.
func quotedStars(node Node) Node {
	odd := func(n Node) bool {
		return n.Class() == "STAR" && n.Str("relation_name") != "" && !plainName.MatchString(n.Str("relation_name"))
	}
	found := false
	node.Walk(func(n Node) bool {
		found = found || odd(n)
		return !found
	})
	if !found {
		return node
	}
	out := node.Clone()
	out.Walk(func(n Node) bool {
		if odd(n) {
			n["relation_name"] = Quote(n.Str("relation_name"))
		}
		return true
	})
	return out
}

// ErrPrintedOtherwise is a query that DuckDB prints as something that is not one SELECT over the same tables.
var ErrPrintedOtherwise = errors.New("the engine does not print its names as they are written")

// printedSafely returns [ErrPrintedOtherwise] for a text that is not what Parse lets through. Only names with what could end a
// name, a query or a list are a reason to look.
func printedSafely(ctx context.Context, db Querier, node Node, text string) error {
	if !hasOddName(map[string]any(node)) {
		return nil
	}
	tree, err := parse(ctx, db, text)
	if err == nil {
		err = stays(ctx, db, tree)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPrintedOtherwise, err)
	}
	return nil
}

// hasOddName looks at every text of the tree but those of constants.
func hasOddName(x any) bool {
	switch v := x.(type) {
	case string:
		return strings.ContainsAny(v, "\"';()\x00")
	case []any:
		for _, e := range v {
			if hasOddName(e) {
				return true
			}
		}
	case Node:
		return hasOddName(map[string]any(v))
	case map[string]any:
		if Node(v).Class() == "CONSTANT" {
			return false
		}
		for _, e := range v {
			if hasOddName(e) {
				return true
			}
		}
	}
	return false
}
