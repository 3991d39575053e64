package evidence

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// alike is how similar two names are at least, of 1, to be taken for those of one thing.
const alike = 0.85

// keyless says how many rows of a lookup have no key at all, where none comes near, and shows the one whose name is most like what is known
// of the row from the lookups that it met; nil if every row has a key.
func (t reader) keyless(ctx context.Context, l tag.Lookup, key []trace.Value, met []trace.Lookup) ([]trace.Near, error) {
	var null, names []string
	for i, k := range key {
		null = append(null, fmt.Sprintf("%skey%d IS NULL", engine.Hidden, i))
		names = append(names, k.Name)
	}
	from := fmt.Sprintf("(%s) WHERE %s", l.Table, strings.Join(null, " OR "))
	n, err := t.Count(ctx, "SELECT count(*) FROM "+from)
	if n == 0 || err != nil {
		return nil, err
	}
	have := "have"
	if n == 1 {
		have = "has"
	}
	why := fmt.Sprintf("no key comes near it, but %s of %s %s no %s", trace.Units(n, "row"), l.Relation, have, strings.Join(names, " and "))
	row, like, err := t.mostAlike(ctx, from, met)
	if err != nil || row == nil {
		return []trace.Near{{Why: why}}, err
	}
	return []trace.Near{{Why: why + "; the most like " + like, Row: row[len(key):]}}, nil
}

// mostAlike returns the row of which a text is most like one that is known, and that; nil if none is.
func (t reader) mostAlike(ctx context.Context, from string, met []trace.Lookup) (row []trace.Value, like string, err error) {
	columns, err := t.Describe(ctx, "SELECT * FROM "+from)
	if err != nil {
		return nil, "", err
	}
	var cells []string
	for _, c := range columns {
		if c.Type == "VARCHAR" && !strings.HasPrefix(c.Name, engine.Hidden) {
			cells = append(cells, "lower("+sqltree.Quote(c.Name)+")")
		}
	}
	best := alike
	for _, known := range textsOf(met) {
		for _, cell := range cells {
			similar := fmt.Sprintf("jaro_winkler_similarity(%s, lower(%s))", cell, sqltree.Literal(known))
			rows, err := t.Values(ctx, fmt.Sprintf("SELECT * FROM (SELECT %s AS how, * FROM %s) WHERE how > %v ORDER BY how DESC", similar, from, best), 1)
			if err != nil {
				return nil, "", err
			}
			if len(rows) > 0 {
				if _, err := fmt.Sscan(rows[0][0].Text, &best); err != nil {
					return nil, "", err
				}
				row, like = rows[0][1:], known
			}
		}
	}
	return row, like, nil
}

// textsOf are the texts of the rows that were met that may be names.
func textsOf(met []trace.Lookup) []string {
	var out []string
	for _, m := range met {
		for _, v := range m.Row {
			if m.Hit && len(v.Text) > 3 && strings.IndexFunc(v.Text, unicode.IsLetter) == 0 {
				out = append(out, v.Text)
			}
		}
	}
	return out
}
