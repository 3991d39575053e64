package tag

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// moveIntoLateral puts the condition of a lateral join that drops rows into its right side, unless DuckDB takes it where it stands:
// beside an outer lateral join it takes comparisons of the two sides alone. A row of that side meets it in either place.
func moveIntoLateral(out, written sqltree.Node) {
	cond, lookup := out.Child("condition"), out.Child("right")
	sides := [2]map[string]bool{sqltree.TableNames(written.Child("left")), sqltree.TableNames(written.Child("right"))}
	if cond == nil || written.Child("right").Type() == "BASE_TABLE" || !sqltree.LooksAt(written.Child("right"), sides[0]) {
		return
	}
	for _, c := range sqltree.Conjuncts(cond) {
		if c.Class() != "COMPARISON" || !linksSides(c, sides) {
			inside := sqltree.SelectOf(sqltree.Star("", nil))
			inside.Set("from_table", lookup.Clone())
			inside.Set("where_clause", cond)
			out.Set("right", sqltree.Subquery(inside, sqltree.TableAlias(lookup)))
			out.Set("condition", sqltree.True(""))
			return
		}
	}
}

// linksSides says whether the condition names columns of both sides, each qualified, and of nothing else.
func linksSides(c sqltree.Node, sides [2]map[string]bool) bool {
	var seen [2]bool
	outside := false
	c.Walk(func(n sqltree.Node) bool {
		if n.Class() == "SUBQUERY" {
			outside = true
		}
		if n.Class() == "COLUMN_REF" {
			parts := n.Strings("column_names")
			table := strings.ToLower(parts[0])
			switch {
			case len(parts) > 1 && sides[0][table]:
				seen[0] = true
			case len(parts) > 1 && sides[1][table]:
				seen[1] = true
			default:
				outside = true
			}
		}
		return !outside
	})
	return seen[0] && seen[1] && !outside
}

// refuseLateral returns an error if the rows of the root are within a lateral join of the FROM item.
func (q *selection) refuseLateral(item sqltree.Node) error {
	if item.Type() != "JOIN" {
		return nil
	}
	left, right := item.Child("left"), item.Child("right")
	if q.t.onSpine(right, q.sc) && !q.t.onSpine(left, q.sc) && sqltree.LooksAt(right, sqltree.TableNames(left)) {
		return cannot("rows of the root within a lateral join, which are made for each row of another table anew")
	}
	if err := q.refuseLateral(left); err != nil {
		return err
	}
	return q.refuseLateral(right)
}
