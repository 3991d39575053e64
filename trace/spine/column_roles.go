package spine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// ModelColumns is what a chain's SQL makes of a model's columns.
type ModelColumns struct {
	Columns []ColumnRole
	Key     []string // the columns that hold the chain's key unchanged; none if one of them is not there
}

// ColumnRole is what a chain's SQL makes of a column of a model.
type ColumnRole struct {
	Column string
	Lookup string   // the relation that it was joined in from; empty if it comes from the row itself
	Window *Window  // the window that numbers rows and that it hangs on; nil if none does
	Orders []string // the columns that hold what the window partitions and orders by
}

// Window is a window that numbers rows: row_number and its kin.
type Window struct {
	Model string
	Over  string // as DuckDB prints it
	Order string // its ORDER BY
	Pos   trace.Pos

	orders []string // ancestries of the PARTITION BY and ORDER BY; "" for what is no column
}

// Roles finds from the SQL which columns of each model number its rows, and which were joined in. The sources must be attached.
// What it cannot follow it takes for the row's own. The columns in Orders are those of the model that hold the values of the
// window's PARTITION BY and ORDER BY, in that order; there are none if the model has not all of them.
// Of models that are no SELECT, and of those that read them, it says nothing.
func Roles(ctx context.Context, conn *sql.Conn, c *trace.Chain) (map[string]ModelColumns, error) {
	g, err := Parse(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	r := &roleFinder{ctx: ctx, conn: conn, graph: g, done: map[string][]ancestry{}, spine: map[string]bool{}}
	if r.catalog, err = engine.ReadCatalog(ctx, conn); err != nil {
		return nil, err
	}
	spine, err := g.Spine()
	if err != nil {
		return nil, err
	}
	for _, s := range spine {
		r.spine[s] = true
	}
	key, err := r.key()
	if err != nil {
		return nil, err
	}
	out := map[string]ModelColumns{}
	for _, m := range c.Models {
		if slices.ContainsFunc(g.Upstream(m.Name), func(name string) bool { return g.Broken[name] != nil }) {
			continue
		}
		columns, err := r.model(m.Name)
		if err != nil {
			return nil, fmt.Errorf("read the columns of model %s: %w", m.Name, err)
		}
		of := ModelColumns{Key: heldBy(key, columns)}
		for _, l := range columns {
			role := ColumnRole{Column: l.name, Lookup: l.lookup, Window: l.window}
			if l.window != nil {
				role.Orders = heldBy(l.window.orders, columns)
			}
			of.Columns = append(of.Columns, role)
		}
		out[m.Name] = of
	}
	return out, nil
}

// key returns the ancestries of the chain's key.
func (r *roleFinder) key() ([]string, error) {
	root := r.graph.chain.Root
	columns, err := r.source(root.Source.Schema, root.Source.Table)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, k := range root.Key {
		expr, err := sqltree.ParseExpr(r.ctx, r.conn, k)
		if err != nil {
			return nil, err
		}
		id := ""
		if expr.Class() == "COLUMN_REF" {
			id = find(expr.Strings("column_names"), []roleItem{{root.Source.Table, columns}}).id
		}
		out = append(out, id)
	}
	return out, nil
}

// heldBy returns the columns that hold the values of all ancestries, or none.
func heldBy(orders []string, columns []ancestry) []string {
	var out []string
	for _, o := range orders {
		i := slices.IndexFunc(columns, func(l ancestry) bool { return o != "" && l.id == o })
		if i < 0 {
			return nil
		}
		out = append(out, columns[i].name)
	}
	return out
}

// ancestry is a column of a relation, and where its value comes from.
type ancestry struct {
	name   string
	id     string // equal for columns that hold one value unchanged; empty for what was computed
	lookup string
	window *Window
}

// roleFinder walks the models' trees.
type roleFinder struct {
	ctx     context.Context
	conn    *sql.Conn
	graph   *Graph
	catalog engine.Catalog
	spine   map[string]bool
	done    map[string][]ancestry
	current trace.Model
}

// roleItem is a table of a FROM with its columns.
type roleItem struct {
	alias   string
	columns []ancestry
}

func (r *roleFinder) model(name string) ([]ancestry, error) {
	if list, ok := r.done[name]; ok {
		return list, nil
	}
	r.done[name] = nil // a model that reads itself has no columns
	m, ok := r.graph.chain.Model(name)
	if !ok {
		return nil, fmt.Errorf("model %s is not in the chain", name)
	}
	outer := r.current
	r.current = m
	defer func() { r.current = outer }()
	list, err := r.query(r.graph.Trees[name], nil)
	r.done[name] = list
	return list, err
}

// query returns the columns of a SELECT or a set operation.
func (r *roleFinder) query(query sqltree.Node, outer *Scope) ([]ancestry, error) {
	body, sc := Enter(query, outer)
	switch body.Type() {
	case "SELECT_NODE":
		return r.selected(body, sc)
	case "SET_OPERATION_NODE":
		var out []ancestry
		for i, branch := range sqltree.Branches(body) {
			list, err := r.query(branch, sc)
			if err != nil {
				return nil, err
			}
			if i == 0 {
				out = slices.Clone(list)
				continue
			}
			for j := range min(len(out), len(list)) { // by position; UNION BY NAME keeps what its first branch says
				out[j] = merged(out[j].name, []ancestry{out[j], list[j]})
			}
		}
		return out, nil
	case "RECURSIVE_CTE_NODE":
		return r.query(body.Child("left"), sc)
	}
	return nil, nil
}

// selected returns the columns of a SELECT list.
func (r *roleFinder) selected(body sqltree.Node, sc *Scope) ([]ancestry, error) {
	items, err := r.from(body.Child("from_table"), sc)
	if err != nil {
		return nil, err
	}
	grouped := len(body.List("group_expressions")) > 0 || body.Str("aggregate_handling") == "FORCE_AGGREGATES"
	var out []ancestry
	for _, expr := range body.List("select_list") {
		if expr.Class() == "STAR" {
			stars, err := r.star(expr, items)
			if err != nil {
				return nil, err
			}
			out = append(out, stars...)
			continue
		}
		l, err := r.expression(expr, items)
		if err != nil {
			return nil, err
		}
		if a := expr.Str("alias"); a != "" {
			l.name = a
		}
		if grouped && !r.catalog.Aggregates(expr) {
			l.lookup = "" // a group is what its keys say, wherever they come from
		}
		out = append(out, l)
	}
	names := make([]string, len(out))
	for i, l := range out {
		names[i] = l.name
	}
	for i, name := range sqltree.DedupNames(names) {
		out[i].name = name
	}
	return out, nil
}

// star returns what * stands for.
func (r *roleFinder) star(star sqltree.Node, items []roleItem) ([]ancestry, error) {
	replaced := map[string]sqltree.Node{}
	for _, x := range star.List("replace_list") {
		replaced[strings.ToLower(x.Str("key"))] = x.Child("value")
	}
	excluded := map[string]bool{}
	for _, x := range star.Strings("exclude_list") {
		excluded[strings.ToLower(x)] = true
	}
	for _, x := range star.List("qualified_exclude_list") {
		excluded[strings.ToLower(x.Str("column"))] = true
	}
	var out []ancestry
	for _, it := range items {
		if rel := star.Str("relation_name"); rel != "" && !strings.EqualFold(rel, it.alias) {
			continue
		}
		for _, l := range it.columns {
			name := strings.ToLower(l.name)
			if excluded[name] {
				continue
			}
			if expr := replaced[name]; expr != nil {
				value, err := r.expression(expr, items)
				if err != nil {
					return nil, err
				}
				value.name = l.name
				l = value
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// numbering are the windows that give a row a number by its place.
var numbering = []string{"row_number", "ntile", "rank", "dense_rank", "rank_dense", "percent_rank", "cume_dist"}

// expression returns where an expression's value comes from.
func (r *roleFinder) expression(expr sqltree.Node, items []roleItem) (ancestry, error) {
	if expr.Class() == "COLUMN_REF" {
		return find(expr.Strings("column_names"), items), nil
	}
	var parts []ancestry
	var failed error
	expr.Walk(func(n sqltree.Node) bool {
		switch {
		case n.Class() == "SUBQUERY":
			parts = append(parts, ancestry{lookup: "a subquery"})
			return false
		case n.Class() == "COLUMN_REF":
			parts = append(parts, find(n.Strings("column_names"), items))
		case n.Class() == "WINDOW" && slices.Contains(numbering, strings.ToLower(n.Str("function_name"))):
			w, err := r.window(n, items)
			failed = errors.Join(failed, err)
			parts = append(parts, ancestry{window: w})
			return false // its ORDER BY decides the number, it is not in it
		}
		return failed == nil
	})
	return merged("", parts), failed
}

// merged is a column computed from others.
func merged(name string, parts []ancestry) ancestry {
	out := ancestry{name: name}
	for i, p := range parts {
		if i == 0 {
			out.id = p.id
		} else if out.id != p.id {
			out.id = ""
		}
		if out.lookup == "" {
			out.lookup = p.lookup
		}
		if out.window == nil {
			out.window = p.window
		}
	}
	if name == "" {
		out.id = "" // an expression changes the value
	}
	return out
}

func (r *roleFinder) window(n sqltree.Node, items []roleItem) (*Window, error) {
	w := &Window{Model: r.current.Name, Pos: r.current.PosAt(max(n.Location(), 0))}
	var err error
	if w.Over, err = sqltree.PrintExpr(r.ctx, r.conn, sqltree.WithoutAlias(n)); err != nil {
		return nil, err
	}
	var list []string
	for _, o := range n.List("orders") {
		text, err := sqltree.PrintExpr(r.ctx, r.conn, o.Child("expression"))
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(o.Str("type"), "DESC") {
			text += " DESC"
		}
		list = append(list, text)
	}
	w.Order = strings.Join(list, ", ")
	exprs := n.List("partitions")
	for _, o := range n.List("orders") {
		exprs = append(exprs, o.Child("expression"))
	}
	for _, e := range exprs {
		id := ""
		if e.Class() == "COLUMN_REF" {
			id = find(e.Strings("column_names"), items).id
		}
		w.orders = append(w.orders, id)
	}
	return w, nil
}

// find resolves a column, or a field of one.
func find(names []string, items []roleItem) ancestry {
	if len(names) > 1 {
		for _, it := range items {
			if strings.EqualFold(it.alias, names[0]) {
				if l, ok := within(names[1:], it.columns); ok {
					return l
				}
			}
		}
	}
	for _, it := range items {
		if l, ok := within(names, it.columns); ok {
			return l
		}
	}
	return ancestry{name: names[len(names)-1]}
}

func within(names []string, columns []ancestry) (ancestry, bool) {
	for _, l := range columns {
		if strings.EqualFold(l.name, names[0]) {
			for _, f := range names[1:] {
				l.name = f
				if l.id != "" {
					l.id += "." + strings.ToLower(f)
				}
			}
			return l, true
		}
	}
	return ancestry{}, false
}

// from returns the tables of a FROM. What does not lead to the root is a lookup; where neither side does, the right one is.
func (r *roleFinder) from(n sqltree.Node, sc *Scope) ([]roleItem, error) {
	switch n.Type() {
	case "JOIN":
		left, err := r.from(n.Child("left"), sc)
		if err != nil {
			return nil, err
		}
		right, err := r.from(n.Child("right"), sc)
		if err != nil {
			return nil, err
		}
		joined := right
		if !r.leads(n.Child("left"), sc) && r.leads(n.Child("right"), sc) {
			joined = left
		}
		for i, it := range joined {
			it.columns = slices.Clone(it.columns)
			for j := range it.columns {
				if it.columns[j].lookup == "" {
					it.columns[j].lookup = it.alias
				}
			}
			joined[i] = it
		}
		for _, name := range n.Strings("using_columns") { // one column, the left one's
			for i, it := range right {
				right[i].columns = slices.DeleteFunc(slices.Clone(it.columns), func(l ancestry) bool { return strings.EqualFold(l.name, name) })
			}
		}
		return append(left, right...), nil
	case "SUBQUERY":
		list, err := r.query(n.Child("subquery").Child("node"), sc)
		return []roleItem{{sqltree.TableAlias(n), renamed(list, n.Strings("column_name_alias"))}}, err
	case "BASE_TABLE":
		list, err := r.table(n, sc)
		return []roleItem{{sqltree.TableAlias(n), renamed(list, n.Strings("column_name_alias"))}}, err
	}
	return nil, nil
}

func (r *roleFinder) leads(n sqltree.Node, sc *Scope) bool {
	for _, t := range FromTables(n, sc) {
		if r.graph.IsRoot(t) || t.Str("schema_name") == trace.RefSchema && r.spine[t.Str("table_name")] {
			return true
		}
	}
	return false
}

func renamed(list []ancestry, aliases []string) []ancestry {
	if len(aliases) == 0 {
		return list
	}
	list = slices.Clone(list)
	for i := range min(len(list), len(aliases)) {
		list[i].name = aliases[i]
	}
	return list
}

// table returns the columns of a source, a model or a CTE.
func (r *roleFinder) table(n sqltree.Node, sc *Scope) ([]ancestry, error) {
	if c := sc.Lookup(n); c != nil {
		list, err := r.query(c.Query, c.Outer)
		return renamed(list, c.Aliases), err
	}
	schema, name := n.Str("schema_name"), n.Str("table_name")
	if schema == trace.RefSchema {
		return r.model(name)
	}
	return r.source(schema, name)
}

func (r *roleFinder) source(schema, name string) ([]ancestry, error) {
	qualified := sqltree.Quote(name)
	if schema != "" {
		qualified = sqltree.Quote(schema) + "." + qualified
	}
	columns, err := engine.Strings(r.ctx, r.conn, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+qualified+")")
	if err != nil {
		return nil, err
	}
	out := make([]ancestry, len(columns))
	for i, c := range columns {
		out[i] = ancestry{name: c, id: strings.ToLower(schema + "." + name + "." + c)}
	}
	return out, nil
}
