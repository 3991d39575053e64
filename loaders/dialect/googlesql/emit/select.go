package emit

import (
	"slices"
	"strings"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// selectOf writes a SELECT with the ORDER BY behind it, which knows its columns.
func (e *emitter) selectOf(s *tree.Select, u use, order []tree.Order) {
	if s.As == "STRUCT" && u == asValue && hasStar(s) { // the row of a query that has the columns
		row := quoteName(e.madeUp())
		columns := *s
		columns.As = ""
		e.write("SELECT ", row, " FROM (")
		e.selectOf(&columns, asTable, order)
		e.write(") AS ", row)
		return
	}
	from := &fragment{}
	if s.From != nil { // first, as it says what the names are
		from = e.captured(func() { e.from(s, order) })
	}
	e.scope.windows = map[string]tree.Window{}
	for _, w := range s.Windows {
		e.scope.windows[strings.ToUpper(w.Name.Text)] = w.Window
	}
	e.write("SELECT ")
	if s.Distinct {
		e.write("DISTINCT ")
	}
	e.items(s, u)
	if s.From != nil {
		e.write(" FROM ")
		e.out.add(from)
	}
	if l, ok := s.Where.(*tree.Literal); !ok || l.Value != "TRUE" || l.Kind != tree.Bool { // which people write beside QUALIFY
		e.clause(" WHERE ", s.Where)
	}
	if s.Group != nil {
		e.groupBy(s)
	}
	aliases := aliasesOf(s)
	e.scope.inAggregates = aliases
	e.clause(" HAVING ", s.Having)
	e.scope.inAggregates = nil
	e.withAliases(aliases, func() {
		e.clause(" QUALIFY ", s.Qualify)
		e.selectOrder(u, order)
	})
}

func hasStar(s *tree.Select) bool {
	return slices.ContainsFunc(s.Items, func(i tree.Item) bool {
		_, star := i.X.(*tree.Star)
		return star
	})
}

func (e *emitter) clause(word string, x tree.Expr) {
	if x != nil {
		e.write(word)
		e.expr(x)
	}
}

// aliasesOf are the names that a SELECT gives to something else than the column of that name.
func aliasesOf(s *tree.Select) map[string]tree.Expr {
	out := map[string]tree.Expr{}
	for _, item := range s.Items {
		if item.Alias != nil && !strings.EqualFold(lastName(item.X), item.Alias.Text) {
			out[strings.ToUpper(item.Alias.Text)] = item.X
		}
	}
	return out
}

// selectOrder writes the ORDER BY of a SELECT. A name alone is its column, for the engine too; within an expression the engine
// takes the FROM's column first, so that it is written out.
func (e *emitter) selectOrder(u use, keys []tree.Order) {
	if len(keys) == 0 {
		return
	}
	e.write(" ORDER BY ")
	e.between(", ", len(keys), func(i int) {
		k := keys[i]
		if _, plain := k.X.(*tree.Name); plain && u == asTable {
			e.withAliases(nil, func() { e.order(k) })
			return
		}
		e.order(k)
	})
}

// items writes what a SELECT returns.
func (e *emitter) items(s *tree.Select, u use) {
	switch {
	case s.As == "VALUE" && len(s.Items) != 1:
		e.fail(s, "SELECT AS VALUE returns one value, and %d are written", len(s.Items))
	case s.As == "VALUE" && u == asTable:
		e.write("unnest(")
		e.expr(s.Items[0].X)
		e.write(")")
		return
	case s.As == "STRUCT" && u == asValue:
		e.structOf(s.Items, nil, s)
		return
	}
	e.between(", ", len(s.Items), func(i int) { e.item(s.Items[i]) })
}

func (e *emitter) item(item tree.Item) {
	span := item.X.Place()
	if item.Alias != nil {
		span = span.Cover(item.Alias.Span)
	}
	e.placed(span, func() {
		if lit, ok := item.X.(*tree.Literal); ok && lit.Kind == tree.Int {
			e.int64(lit)
		} else {
			e.expr(item.X)
		}
		switch _, star := item.X.(*tree.Star); {
		case item.Alias != nil:
			e.write(" AS ")
			e.name(*item.Alias)
		case !star && isField(item.X):
			e.write(" AS ", quoteName(lastName(item.X)))
		case !star:
			if n, ok := item.X.(*tree.Name); ok && e.replaced(n) {
				e.write(" AS ", quoteName(n.Text))
			}
		}
	})
}

func isField(x tree.Expr) bool {
	_, ok := x.(*tree.Field)
	return ok
}

// lastName is the name that an expression gives to its column, or empty.
func lastName(x tree.Expr) string {
	switch x := x.(type) {
	case *tree.Name:
		return x.Text
	case *tree.Field:
		return x.Name.Text
	}
	return ""
}

// groupBy writes the keys. A name is that of the SELECT's item before it is a column's: such a key is written by its number.
func (e *emitter) groupBy(s *tree.Select) {
	e.write(" GROUP BY ")
	if s.Group.All {
		e.write("ALL")
		return
	}
	aliases, numbers, starred := aliasesOf(s), map[string]int{}, false
	for i, item := range s.Items {
		if _, star := item.X.(*tree.Star); star {
			starred = true
		}
		if item.Alias != nil {
			numbers[strings.ToUpper(item.Alias.Text)] = i + 1
		}
	}
	var key func(k tree.GroupKey)
	one := func(x tree.Expr, alone bool) {
		n, ok := x.(*tree.Name)
		if !ok || aliases[strings.ToUpper(n.Text)] == nil {
			e.expr(x)
			return
		}
		if alone && !starred {
			e.placed(n.Span, func() { e.write(itoa(numbers[strings.ToUpper(n.Text)])) })
			return
		}
		e.expr(aliases[strings.ToUpper(n.Text)])
	}
	key = func(k tree.GroupKey) {
		switch {
		case k.Kind != "":
			e.write(map[string]string{"SETS": "GROUPING SETS", "ROLLUP": "ROLLUP", "CUBE": "CUBE"}[k.Kind], " (")
			e.between(", ", len(k.Sets), func(i int) { key(k.Sets[i]) })
			e.write(")")
		case k.List != nil:
			e.write("(")
			e.between(", ", len(k.List), func(i int) { one(k.List[i], false) })
			e.write(")")
		default:
			one(k.X, true)
		}
	}
	e.between(", ", len(s.Group.Keys), func(i int) { key(s.Group.Keys[i]) })
}

// star writes * with what is left out of it or put in its place.
func (e *emitter) star(s *tree.Star) {
	e.placed(s.Span, func() {
		switch of := s.Of.(type) {
		case nil:
			e.write("*")
		case *tree.Name:
			if e.arrayOf(of.Text) != "" {
				e.write("unnest(")
				e.expr(of)
				e.write(")")
				if len(s.Except)+len(s.Replace) > 0 {
					e.fail(s, "EXCEPT and REPLACE behind an element of an array are not understood; name its fields")
				}
				return
			}
			e.name(*of)
			e.write(".*")
			if offset := e.scope.offsets[strings.ToUpper(of.Text)]; offset != "" { // which is none of the element's
				s = &tree.Star{At: s.At, Except: append(slices.Clone(s.Except), tree.Name{At: s.At, Text: offset}), Replace: s.Replace}
			}
		default:
			if len(s.Except)+len(s.Replace) > 0 {
				e.fail(s, "EXCEPT and REPLACE behind a struct are not understood; name its fields")
			}
			e.write("unnest(")
			e.expr(of)
			e.write(")")
			return
		}
		if len(s.Except) > 0 {
			e.write(" EXCLUDE (")
			e.between(", ", len(s.Except), func(i int) { e.name(s.Except[i]) })
			e.write(")")
		}
		if len(s.Replace) > 0 {
			e.write(" REPLACE (")
			e.between(", ", len(s.Replace), func(i int) {
				e.expr(s.Replace[i].X)
				e.write(" AS ")
				e.name(*s.Replace[i].Alias)
			})
			e.write(")")
		}
	})
}

// name writes a name where it is no expression.
func (e *emitter) name(n tree.Name) {
	if strings.ContainsRune(n.Text, 0) {
		panic(dialect.Errorf(n.Span.Start, "a NUL byte, which no name has"))
	}
	e.placed(n.Span, func() { e.write(quoteName(n.Text)) })
}
