package tag

import "funneltrace/trace/sqltree"

// span returns the byte offsets in the model's text between which the nodes stand.
// DuckDB says where a node begins; where its last word ends is read off the text.
func (t builder) span(nodes ...sqltree.Node) (start, end int) {
	first, last := -1, -1
	for _, n := range nodes {
		n.Walk(func(x sqltree.Node) bool {
			if at := x.Location(); at >= 0 {
				if first < 0 || at < first {
					first = at
				}
				last = max(last, at)
			}
			return true
		})
	}
	if first < 0 {
		return 0, 0
	}
	text := t.model.SQL
	first, last = min(first, len(text)), min(last, len(text))
	end = sqltree.Balance(text, first, sqltree.WordEnd(text, last))
	return first, end
}
