package emit

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/tree"
)

// scope is what names stand for in a query; a query within another sees what that sees.
type scope struct {
	outer        *scope
	tables       map[string]bool        // of a FROM, in upper case
	offsets      map[string]string      // of tables that are elements of an array, the column that counts them
	arrays       map[string]string      // the elements of arrays that are one column, and the table which has that
	aliases      map[string]tree.Expr   // of a SELECT's items, where they come before the columns of the FROM
	inAggregates map[string]tree.Expr   // those that do so within an aggregate of HAVING; elsewhere in one they do for the engine too
	windows      map[string]tree.Window // of WINDOW
	params       map[string]*fragment   // of a function's body, in upper case
	opaque       bool                   // nothing beyond is seen: a function's body
}

// within calls do in a scope of its own.
func (e *emitter) within(do func(s *scope)) {
	s := &scope{outer: e.scope, tables: map[string]bool{}, arrays: map[string]string{}, offsets: map[string]string{}}
	e.scope = s
	defer func() { e.scope = s.outer }()
	do(s)
}

// isTable says whether a FROM around here calls something so.
func (e *emitter) isTable(name string) bool {
	return e.has(name, func(s *scope) map[string]bool { return s.tables })
}

// arrayOf is the table that has the elements of an array as its one column, or empty.
func (e *emitter) arrayOf(name string) string {
	for s := e.scope; s != nil && !s.opaque; s = s.outer {
		if table := s.arrays[strings.ToUpper(name)]; table != "" {
			return table
		}
		if s.tables[strings.ToUpper(name)] {
			break
		}
	}
	return ""
}

func (e *emitter) has(name string, of func(*scope) map[string]bool) bool {
	for s := e.scope; s != nil && !s.opaque; s = s.outer {
		if of(s)[strings.ToUpper(name)] {
			return true
		}
	}
	return false
}

// window is the window that WINDOW gave the name to.
func (e *emitter) window(n tree.Name) tree.Window {
	for s := e.scope; s != nil; s = s.outer {
		if w, ok := s.windows[strings.ToUpper(n.Text)]; ok {
			return w
		}
		if s.windows != nil {
			break
		}
	}
	e.fail(n, "there is no window %s", n.Text)
	return tree.Window{}
}

// with calls do while names of the SELECT's items stand for these.
func (e *emitter) withAliases(aliases map[string]tree.Expr, do func()) {
	before := e.scope.aliases
	e.scope.aliases = aliases
	defer func() { e.scope.aliases = before }()
	do()
}
