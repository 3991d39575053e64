package chains

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/yamlfile"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// varTag is a {{ var('name', default) }} in a model's text.
type varTag struct {
	start, end int
	name       string
	otherwise  string // the SQL of the default; empty if there is none
}

// number is a number as SQL. A negative one stands in parentheses: behind a minus, it would begin a comment.
func number(text string) string {
	if strings.HasPrefix(text, "-") {
		return "(" + text + ")"
	}
	return text
}

// variables are the values of a chain's vars as SQL, by name: of the chain's own file, and those that were given instead.
type variables struct {
	own, given map[string]string
	givenAt    map[string]trace.Pos
	read       map[string]bool // by a model
}

// givenFile is what errors call the place of the values that were given.
const givenFile = "--vars"

// newVariables reads the values that were given, as YAML.
func newVariables(given string) (*variables, error) {
	v := &variables{own: map[string]string{}, given: map[string]string{}, givenAt: map[string]trace.Pos{}, read: map[string]bool{}}
	if strings.TrimSpace(given) == "" {
		return v, nil
	}
	f := yamlfile.New(givenFile)
	root, err := f.Parse([]byte(given))
	if err != nil {
		return nil, engine.Usagef("%s", err)
	}
	switch root.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		return nil, engine.Usagef("%s %q: write it as '{name: value}'", givenFile, given)
	}
	err = f.Pairs(func(name string, at trace.Pos, n ast.Node) (err error) {
		v.givenAt[name] = at
		v.given[name], err = varValue(f, n)
		return err
	})(root)
	if err != nil {
		return nil, engine.Usagef("%s", err)
	}
	return v, nil
}

// reader reads vars: of a chain's file.
func (v *variables) reader(f *yamlfile.File) yamlfile.Reader {
	return f.Pairs(func(name string, _ trace.Pos, n ast.Node) (err error) {
		v.own[name], err = varValue(f, n)
		return err
	})
}

// varValue is a text or a number as SQL.
func varValue(f *yamlfile.File, n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		var text string
		if err := f.Text(&text)(n); err != nil {
			return "", err
		}
		if strings.ContainsFunc(text, unicode.IsControl) {
			return "", f.Errorf(f.NodePos(n), "a text of one line is wanted here")
		}
		return sqltree.Literal(text), nil
	case *ast.IntegerNode:
		return number(fmt.Sprint(n.Value)), nil
	case *ast.FloatNode:
		if !math.IsInf(n.Value, 0) && !math.IsNaN(n.Value) {
			return number(strconv.FormatFloat(n.Value, 'f', -1, 64)), nil
		}
	}
	return "", f.Errorf(f.NodePos(n), "a text or a number is wanted here")
}

// value is the SQL that a tag stands for.
func (v *variables) value(tag varTag) (string, error) {
	v.read[tag.name] = true
	if sql, ok := v.given[tag.name]; ok {
		return sql, nil
	}
	if sql, ok := v.own[tag.name]; ok {
		return sql, nil
	}
	if tag.otherwise != "" {
		return tag.otherwise, nil
	}
	return "", tagError(tag.start, "the var %s has no value%s; give it one under vars: in the %s, or with --vars '{%s: …}'",
		tag.name, near.Hint(tag.name, slices.Sorted(maps.Keys(v.own))), chainFile, tag.name)
}

// unused returns an error for a value that was given for a var that the chain does not have. The models were read.
func (v *variables) unused() error {
	known := maps.Clone(v.own)
	for name := range v.read {
		known[name] = ""
	}
	names := slices.Sorted(maps.Keys(known))
	for _, name := range slices.Sorted(maps.Keys(v.given)) {
		if _, ok := known[name]; ok {
			continue
		}
		if len(names) == 0 {
			return engine.Usagef("%s: the chain has no vars", v.givenAt[name])
		}
		return engine.Usagef("%s: the chain has no var %q%s; it has %s", v.givenAt[name], name, near.Hint(name, names), strings.Join(names, ", "))
	}
	return nil
}

// fill gives the model its text and its SQL, with the values of the vars in it. Where a value is longer than its tag, both are
// widened by blanks behind it, so that an offset into one is still one into the other; Places then say what is where.
func (m *model) fill(r rendered, vars *variables, l language) error {
	text, sql := []byte(m.written), r.sql
	wider := 0
	for _, tag := range r.vars {
		value, err := vars.value(tag)
		if err != nil {
			return err
		}
		value = l.constant(value)
		end := tag.end + wider
		if more := len(value) - (tag.end - tag.start); more > 0 {
			if wider == 0 {
				m.Places = []trace.Place{{Literal: true, Pos: trace.Pos{File: m.File, Line: 1, Column: 1}}}
			}
			blanks := []byte(strings.Repeat(" ", more))
			text, sql = slices.Insert(text, end, blanks...), slices.Insert(sql, end, blanks...)
			wider += more
			end += more
			m.Places = append(m.Places, trace.Place{Offset: end, Literal: true, Pos: position(m.File, m.written, tag.end)})
		}
		place(sql[end-max(tag.end-tag.start, len(value)):end], value)
	}
	m.Text, m.SQL = string(text), string(sql)
	return nil
}
