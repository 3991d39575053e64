package tag

import (
	"context"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// unpivot spells an UNPIVOT as the SELECT that it is: one row for each of some columns, with its name and its value, which goes if it is
// NULL:
//
//	SELECT * FROM (SELECT * EXCLUDE (a, b), unnest(['a', 'b']) AS name, unnest([a, b]) AS value FROM …) WHERE value IS NOT NULL
func (q *selection) unpivot(ctx context.Context, item sqltree.Node) (sqltree.Node, error) {
	pivots := item.List("pivots")
	values := item.Strings("unpivot_names")
	if len(pivots) != 1 || len(values) != 1 || len(pivots[0].Strings("unpivot_names")) != 1 {
		return nil, cannot("UNPIVOT into several columns of values")
	}
	var columns, names, quoted []string
	for _, e := range pivots[0].List("entries") {
		list, err := q.unpivoted(ctx, item.Child("source"), e)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			name := c
			if a := e.Str("alias"); a != "" {
				name = a
			}
			columns, names, quoted = append(columns, c), append(names, sqltree.Literal(name)), append(quoted, sqltree.Quote(c))
		}
	}
	inner := sqltree.SelectOf(sqltree.Star("", columns))
	for _, list := range []struct{ of, as string }{{strings.Join(names, ", "), pivots[0].Strings("unpivot_names")[0]}, {strings.Join(quoted, ", "), values[0]}} {
		expr, err := q.t.ParseExpr(ctx, "unnest(["+list.of+"])")
		if err != nil {
			return nil, err
		}
		inner.SetList("select_list", append(inner.List("select_list"), sqltree.Aliased(expr, list.as)))
	}
	inner.Set("from_table", item.Child("source"))
	outer := sqltree.SelectOf(sqltree.Star("", nil))
	outer.Set("from_table", sqltree.Subquery(inner, "unpivot"))
	if !item.Bool("include_nulls") {
		there := sqltree.IsNotNull(sqltree.Col(values[0]))
		there["query_location"] = item["query_location"]
		outer.Set("where_clause", there)
	}
	alias := item.Str("alias")
	if alias == "" {
		alias = "unpivoted"
	}
	out := sqltree.Subquery(outer, alias)
	out["column_name_alias"] = item["column_name_alias"]
	return out, nil
}

// unpivoted are the columns of the source that an element of UNPIVOT … ON names.
func (q *selection) unpivoted(ctx context.Context, source, entry sqltree.Node) ([]string, error) {
	star := entry.Child("star_expr")
	if star == nil {
		var out []string
		for _, v := range entry.List("values") {
			out = append(out, v.Str("value"))
		}
		if len(out) != 1 || out[0] == "" {
			return nil, cannot("UNPIVOT of several columns at once")
		}
		return out, nil
	}
	if source.Type() != "BASE_TABLE" { // to find its columns would take to follow it twice
		return nil, cannot("UNPIVOT of a star over a query")
	}
	f, aliases, err := q.flowOf(ctx, source)
	if err != nil {
		return nil, err
	}
	from, err := q.t.FromItem(ctx, f.renamed(aliases).From, sqltree.TableAlias(source))
	if err != nil {
		return nil, err
	}
	probe := sqltree.SelectOf(star)
	probe.Set("from_table", from)
	text, err := q.t.Print(ctx, probe)
	if err != nil {
		return nil, err
	}
	columns, err := q.t.Describe(ctx, text)
	return withoutHidden(NameList(columns)), err
}

// withoutHidden leaves the hidden columns out.
func withoutHidden(names []string) []string {
	var out []string
	for _, n := range names {
		if !strings.HasPrefix(n, engine.Hidden) {
			out = append(out, n)
		}
	}
	return out
}
