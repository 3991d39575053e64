package loaders

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"funneltrace/trace"
)

const chainFile = "chain.yml"

// kinds and classes that a rule may name.
var (
	kinds = []string{
		string(trace.Filter), string(trace.NullPredicate), string(trace.MissingValue), string(trace.JoinMiss),
		string(trace.Dedup), string(trace.Having), string(trace.Limit), string(trace.EmptyUnnest), string(trace.SetOp),
		string(trace.ParseError), string(trace.Unattributed),
	}
	classes = []string{string(trace.Expected), string(trace.Loss), string(trace.Review)}
)

// readChainFile reads a chain.yml; the models are not looked at.
func (t *chainText) readChainFile(text []byte, c *trace.Chain) error {
	root, err := t.parse(text)
	if err != nil {
		return err
	}
	var source string
	err = t.mapping(map[string]reader{
		"name":     t.text(&c.Name),
		"title":    t.text(&c.Title),
		"snapshot": t.text(&c.Snapshot),
		"timezone": t.text(&c.Root.Timezone),
		"root": t.mapping(map[string]reader{
			"source":   t.text(&source),
			"unit":     t.text(&c.Root.Unit),
			"time":     t.text(&c.Root.Time),
			"key":      t.texts(&c.Root.Key),
			"timezone": t.text(&c.Root.Timezone),
		}),
		"number": t.mapping(map[string]reader{
			"model":   t.text(&c.Number.Model),
			"measure": t.text(&c.Number.Measure),
			"label":   t.text(&c.Number.Label),
		}),
		"dimensions": t.pairs(t.dimension(c)),
		"causes":     t.list(t.rule(c)),
	})(root)
	if err != nil {
		return err
	}
	return t.rootSource(source, &source, c)
}

func (t *chainText) rootSource(source string, at *string, c *trace.Chain) error {
	schema, table, ok := strings.Cut(source, ".")
	switch {
	case source == "":
		return t.errorf(trace.Pos{File: t.file, Line: 1, Column: 1}, "no root source; say which rows to follow, as root: {source: schema.table}")
	case !ok || schema == "" || table == "" || strings.Contains(table, "."):
		return t.errorf(t.at[at], "root source %q; write it as schema.table", source)
	}
	c.Root.Source = trace.SourceName{Schema: schema, Table: table}
	return t.sourceSchema(schema, t.at[at])
}

// sourceSchema refuses the schema that models find each other in.
func (t *chainText) sourceSchema(schema string, at trace.Pos) error {
	if strings.EqualFold(schema, trace.RefSchema) {
		return t.errorf(at, "a source cannot be in the schema %q: models find each other there", schema)
	}
	return nil
}

// dimension reads one `name: SQL` or `name: {step: …, column: …}`.
func (t *chainText) dimension(c *trace.Chain) func(string, trace.Pos, ast.Node) error {
	return func(name string, at trace.Pos, n ast.Node) error {
		d := &trace.Dimension{Name: name}
		switch {
		case name == "" || strings.ContainsAny(name, "=<>!, "):
			return t.errorf(at, "dimension %q: a name without blanks and signs is wanted, as in --where name=value", name)
		case slices.Contains([]string{"year", "month"}, name):
			return t.errorf(at, "dimension %q: years and months are cut from root.time already; choose another name", name)
		}
		var err error
		switch n.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			err = t.mapping(map[string]reader{"step": t.text(&d.Step), "column": t.text(&d.Column)})(n)
			if err == nil && (d.Step == "" || d.Column == "") {
				err = t.errorf(t.nodePos(n), "dimension %s: both step and column are wanted", name)
			}
		default:
			err = t.text(&d.SQL)(n)
			if err == nil && strings.TrimSpace(d.SQL) == "" {
				err = t.errorf(t.nodePos(n), "dimension %s is empty", name)
			}
		}
		if err != nil {
			return err
		}
		c.Dimensions = append(c.Dimensions, *d)
		t.at[dimensionAt{name}] = t.nodePos(n)
		if d.Step != "" {
			t.at[dimensionAt{name}] = t.at[&d.Step]
		}
		return nil
	}
}

// dimensionAt is the key of a dimension's place.
type dimensionAt struct{ name string }

// rule reads one rule of the policy.
func (t *chainText) rule(c *trace.Chain) reader {
	return func(n ast.Node) error {
		var step, match, kind, label, class string
		err := t.mapping(map[string]reader{
			"step": t.text(&step), "match": t.text(&match), "kind": t.text(&kind),
			"label": t.text(&label), "class": t.text(&class),
		})(n)
		if err != nil {
			return err
		}
		pos := t.nodePos(n)
		switch {
		case kind != "" && !slices.Contains(kinds, kind):
			return t.errorf(t.at[&kind], "unknown kind %q%s; the kinds are %s", kind, didYouMean(kind, kinds), list(kinds))
		case class != "" && !slices.Contains(classes, class):
			return t.errorf(t.at[&class], "unknown class %q%s; the classes are %s", class, didYouMean(class, classes), list(classes))
		case label == "" && class == "":
			return t.errorf(pos, "the rule gives neither a label nor a class")
		case step == "" && match == "" && kind == "":
			return t.errorf(pos, "the rule would match every cause; give it a step, a match or a kind")
		}
		if step != "" {
			t.at[ruleAt{len(c.Rules)}] = t.at[&step]
		}
		c.Rules = append(c.Rules, trace.Rule{
			Step: step, Match: match, Kind: trace.Kind(kind), Label: label, Class: trace.Class(class), Pos: pos,
		})
		return nil
	}
}

// ruleAt is the key of the place of a rule's step.
type ruleAt struct{ index int }

func list(names []string) string { return strings.Join(names, ", ") }
