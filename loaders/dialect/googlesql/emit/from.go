package emit

import (
	"strings"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// from writes the FROM of a SELECT; order is what stands behind that.
func (e *emitter) from(s *tree.Select, order []tree.Order) {
	e.source(s.From, &reading{sel: s, order: order}, true)
}

// reading is the SELECT that a FROM is for.
type reading struct {
	sel   *tree.Select
	order []tree.Order
}

// source writes an item of a FROM. Commas stand for joins only at the top, as the engine takes joins before commas.
func (e *emitter) source(s tree.Source, r *reading, top bool) {
	switch s := s.(type) {
	case *tree.Join:
		e.join(s, r, top)
	case *tree.Unnest:
		e.placed(s.Span, func() { e.unnest(s.Span, s.Array, s.Alias, s.Offset, r) })
	case *tree.Table:
		e.placed(s.Span, func() { e.table(s, r) })
	case *tree.Derived:
		e.placed(s.Span, func() {
			e.write("(")
			e.query(s.Query, asTable)
			e.write(")")
			e.alias(s.Alias)
		})
	case *tree.Pivot:
		e.placed(s.Span, func() { e.pivot(s, r) })
	case *tree.Unpivot:
		e.placed(s.Span, func() { e.unpivot(s, r) })
	case *tree.TableFunction:
		e.fail(s, "%s returns a table, and functions that do are not understood", callName(s.Call))
	case *tree.Sample:
		e.source(s.Of, r, top)
		e.write(" TABLESAMPLE SYSTEM (")
		e.expr(s.Percent)
		e.write(" PERCENT)")
	}
}

var joinWords = map[string]string{"COMMA": " CROSS JOIN ", "CROSS": " CROSS JOIN ", "INNER": " JOIN ", "LEFT": " LEFT JOIN ", "RIGHT": " RIGHT JOIN ", "FULL": " FULL JOIN "}

func (e *emitter) join(j *tree.Join, r *reading, top bool) {
	word := joinWords[j.Kind]
	comma := j.Kind == "COMMA" && top
	if comma {
		word = ", "
	}
	e.source(j.Left, r, comma)
	e.write(word)
	_, nested := j.Right.(*tree.Join)
	if nested {
		e.write("(")
	}
	e.source(j.Right, r, false)
	if nested {
		e.write(")")
	}
	switch {
	case j.Kind == "COMMA" || j.Kind == "CROSS":
	case j.On != nil:
		e.write(" ON ")
		e.expr(j.On)
	case len(j.Using) > 0:
		e.write(" USING (")
		e.between(", ", len(j.Using), func(i int) { e.name(j.Using[i]) })
		e.write(")")
	default: // an array
		e.write(" ON TRUE")
	}
}

// alias writes AS name, if there is one, and notes that a table is called so.
func (e *emitter) alias(n *tree.Name) {
	if n == nil {
		e.write(" AS ", quoteName(e.madeUp()))
		return
	}
	e.write(" AS ")
	e.name(*n)
	e.scope.tables[strings.ToUpper(n.Text)] = true
}

// table writes a table by its dataset and name: the project is not the snapshot's. A name that leads into a table before it is an
// array.
func (e *emitter) table(t *tree.Table, r *reading) {
	last := t.Path[len(t.Path)-1]
	switch {
	case len(t.Path) > 1 && e.isTable(t.Path[0].Text) || len(t.Path) > 1 && e.arrayOf(t.Path[0].Text) != "":
		alias := t.Alias
		if alias == nil {
			alias = &last
		}
		e.unnest(t.Span, fieldsOf(t.Path), alias, t.Offset, r)
		return
	case t.Offset != nil:
		e.fail(t, "WITH OFFSET stands behind an array, and %s is none of the tables before it", t.Path[0].Text)
	case t.AsOf != nil:
		e.fail(t.AsOf, "FOR SYSTEM_TIME AS OF is not understood: a snapshot is of one moment")
	}
	for _, n := range t.Path {
		if name := strings.ToUpper(n.Text); name == "INFORMATION_SCHEMA" || strings.HasPrefix(name, "__TABLES") {
			e.fail(n, "%s asks the warehouse what it holds, which a snapshot does not know", n.Text)
		}
	}
	if len(t.Path) == 1 {
		e.name(last)
	} else {
		e.oneProject(t)
		e.name(t.Path[len(t.Path)-2])
		e.write(".")
		e.name(last)
	}
	if t.Alias != nil {
		e.alias(t.Alias)
		return
	}
	e.scope.tables[strings.ToUpper(last.Text)] = true
}

// oneProject refuses tables of one name in two projects, which a snapshot does not tell apart.
func (e *emitter) oneProject(t *tree.Table) {
	n := len(t.Path)
	table := strings.ToUpper(t.Path[n-2].Text + "." + t.Path[n-1].Text)
	project := ""
	for _, part := range t.Path[:n-2] {
		project += part.Text + "."
	}
	if before := e.projects[table]; before != "" && project != "" && before != project {
		e.fail(t, "two projects have a table %s.%s, %s and %s; a snapshot has one", t.Path[n-2].Text, t.Path[n-1].Text, strings.TrimSuffix(before, "."), strings.TrimSuffix(project, "."))
	}
	if project != "" {
		e.projects[table] = project
	}
}

// fieldsOf is a path as an expression.
func fieldsOf(path []tree.Name) tree.Expr {
	var x tree.Expr = &path[0]
	for _, n := range path[1:] {
		at := path[0].At
		at.Span.End = n.Span.End
		x = &tree.Field{At: at, X: x, Name: n}
	}
	return x
}

// unnest writes an array as a table. Its elements' fields become columns, which may be named with and without the alias; where the
// alias itself is a value in the query, the elements stay one column, as a row of several columns is never NULL.
func (e *emitter) unnest(at dialect.Span, array tree.Expr, alias *tree.Name, offset *tree.Offset, r *reading) {
	if alias == nil {
		alias = &tree.Name{At: tree.At{Span: array.Place()}, Text: e.madeUp()}
	}
	list := e.captured(func() { e.expr(array) })
	whole, starred := r.uses(alias.Text, array.Place())
	switch {
	case whole && starred && offset != nil:
		e.fail(array, "* together with %s WITH OFFSET, which is a value too, is not understood; name the columns", alias.Text)
	case starred:
		whole = false
	}
	el := elements{list: list, alias: *alias, offset: offset, whole: whole, apart: mentions(array, alias.Text) || offset != nil && mentions(array, offsetName(offset))}
	e.write("LATERAL (SELECT ")
	e.placed(at, func() { e.elements(el) })
	e.write(") AS ")
	if whole {
		table := e.madeUp()
		e.scope.arrays[strings.ToUpper(alias.Text)] = table
		e.write(quoteName(table))
		if el.apart {
			e.write("(", quoteName(alias.Text))
			if offset != nil {
				e.write(", ", quoteName(offsetName(offset)))
			}
			e.write(")")
		}
		return
	}
	e.scope.tables[strings.ToUpper(alias.Text)] = true
	if offset != nil {
		e.scope.offsets[strings.ToUpper(alias.Text)] = offsetName(offset)
	}
	e.write(quoteName(alias.Text))
}

// mentions says whether a column of the name is read.
func mentions(x tree.Expr, name string) (found bool) {
	tree.Walk(x, func(x tree.Expr) bool {
		n, ok := x.(*tree.Name)
		found = found || ok && strings.EqualFold(n.Text, name)
		return !found
	})
	return found
}

// offsetName is what WITH OFFSET calls its column.
func offsetName(o *tree.Offset) string {
	if o.Alias != nil {
		return o.Alias.Text
	}
	return "offset"
}

// elements are the columns that an array becomes.
type elements struct {
	list   *fragment
	alias  tree.Name
	offset *tree.Offset
	whole  bool // an element is one column
	apart  bool // the array has the name of one of them, which the engine would take for that
}

func (e *emitter) elements(el elements) {
	e.write("unnest(")
	e.out.add(el.list)
	if !el.whole {
		e.write(", max_depth := 2")
	}
	e.write(")")
	if !el.apart {
		e.write(" AS ")
		e.name(el.alias)
	}
	if el.offset == nil {
		return
	}
	e.write(", generate_subscripts(")
	e.out.add(el.list)
	e.write(", 1) - 1")
	if !el.apart || !el.whole {
		e.write(" AS ", quoteName(offsetName(el.offset)))
	}
}

// uses says whether the name is a value somewhere in the SELECT but in the array that it is made of, and whether a * stands for it.
func (r *reading) uses(name string, array dialect.Span) (whole, starred bool) {
	for _, item := range r.sel.Items {
		if s, ok := item.X.(*tree.Star); ok && s.Of == nil {
			starred = true
		}
	}
	visit := func(x tree.Expr) bool {
		switch x := x.(type) {
		case *tree.Field:
			_, alone := x.X.(*tree.Name)
			return !alone
		case *tree.Star:
			for _, i := range x.Replace {
				w, _ := (&reading{sel: &tree.Select{Items: []tree.Item{i}}}).uses(name, array)
				whole = whole || w
			}
			return false
		case *tree.Name:
			own := x.Span.Start >= array.Start && x.Span.End <= array.End
			whole = whole || strings.EqualFold(x.Text, name) && !own
		}
		return true
	}
	tree.WalkSelect(r.sel, visit)
	for _, o := range r.order {
		tree.Walk(o.X, visit)
	}
	return whole, starred
}
