// Package chainfile reads what a chain.yml and a trace.yml have in common: the root, the number, the dimensions and the policy.
package chainfile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"funneltrace/loaders/yamlfile"
	"funneltrace/snapshots"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

// kinds and classes that a rule may name.
var (
	kinds = []string{
		string(trace.Filter), string(trace.NullPredicate), string(trace.MissingValue), string(trace.JoinMiss),
		string(trace.Dedup), string(trace.Having), string(trace.Limit), string(trace.EmptyUnnest), string(trace.SetOp),
		string(trace.ParseError), string(trace.Unattributed),
	}
	classes = []string{string(trace.Expected), string(trace.Loss), string(trace.Review)}
)

// File is a chain.yml or a trace.yml.
type File struct {
	*yamlfile.File
	Source string // the root's source as it is written
}

// New begins to read the file of this name.
func New(name string) *File { return &File{File: yamlfile.New(name)} }

// Read reads the text into the chain; the models are not looked at. more are the keys that this file has beside those of a chain.
func (t *File) Read(text []byte, c *trace.Chain, more map[string]yamlfile.Reader) error {
	root, err := t.Parse(text)
	if err != nil {
		return err
	}
	fields := map[string]yamlfile.Reader{
		"name":     t.Text(&c.Name),
		"title":    t.Text(&c.Title),
		"snapshot": t.family(&c.Snapshot),
		"timezone": t.Text(&c.Root.Timezone),
		"as_of":    t.moment(&c.AsOf),
		"root": t.Mapping(map[string]yamlfile.Reader{
			"source":   t.Text(&t.Source),
			"unit":     t.Text(&c.Root.Unit),
			"time":     t.Text(&c.Root.Time),
			"key":      t.Texts(&c.Root.Key),
			"timezone": t.Text(&c.Root.Timezone),
		}),
		"number": t.Mapping(map[string]yamlfile.Reader{
			"model":   t.Text(&c.Number.Model),
			"measure": t.Text(&c.Number.Measure),
			"label":   t.Text(&c.Number.Label),
		}),
		"dimensions": t.Pairs(t.dimension(c)),
		"causes":     t.List(t.rule(c)),
		"marks":      t.List(t.mark(c)),
	}
	maps.Copy(fields, more)
	return t.Mapping(fields)(root)
}

// family reads the name of a snapshot or of a family. A path is the user's to give, not the chain's.
func (t *File) family(dst *string) yamlfile.Reader {
	return func(n ast.Node) error {
		if err := t.Text(dst)(n); err != nil {
			return err
		}
		if strings.ContainsAny(*dst, `/\`) || strings.HasPrefix(*dst, ".") || strings.HasPrefix(*dst, "~") {
			return t.Errorf(t.At[dst], "snapshot %q is a path; write the family of the snapshot, such as shop, and give its folder by --snapshot", *dst)
		}
		return nil
	}
}

// moment reads what time it is for the models.
func (t *File) moment(dst *time.Time) yamlfile.Reader {
	return func(n ast.Node) (err error) {
		var text string
		if err := t.Text(&text)(n); err != nil {
			return err
		}
		if *dst, err = snapshots.ParseMoment(text); err != nil {
			return t.Errorf(t.NodePos(n), "as_of: %w", err)
		}
		return nil
	}
}

// dimension reads one `name: SQL` or `name: {step: …, column: …}`, or of a column that is a time, with `by: month`.
func (t *File) dimension(c *trace.Chain) func(string, trace.Pos, ast.Node) error {
	return func(name string, at trace.Pos, n ast.Node) error {
		d := &trace.Dimension{Name: name}
		switch {
		case name == "" || strings.ContainsAny(name, "=<>!, "):
			return t.Errorf(at, "dimension %q: a name without blanks and signs is wanted, as in --where name=value", name)
		case slices.Contains([]string{"year", "month"}, name):
			return t.Errorf(at, "dimension %q: years and months are cut from root.time already; choose another name", name)
		}
		var err error
		switch n.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			err = t.Mapping(map[string]yamlfile.Reader{"step": t.Text(&d.Step), "column": t.Text(&d.Column), "by": t.Text(&d.By)})(n)
			if err == nil && (d.Step == "" || d.Column == "") {
				err = t.Errorf(t.NodePos(n), "dimension %s: both step and column are wanted", name)
			}
			if err == nil && d.By != "" && !slices.Contains(trace.Times, d.By) {
				err = t.Errorf(t.At[&d.By], "dimension %s: unknown by %q%s; a time is cut by %s", name, d.By, near.Hint(d.By, trace.Times), strings.Join(trace.Times, ", "))
			}
		default:
			err = t.Text(&d.SQL)(n)
			if err == nil && strings.TrimSpace(d.SQL) == "" {
				err = t.Errorf(t.NodePos(n), "dimension %s is empty", name)
			}
		}
		if err != nil {
			return err
		}
		c.Dimensions = append(c.Dimensions, *d)
		t.At[DimensionAt{name}] = t.NodePos(n)
		if d.Step != "" {
			t.At[DimensionAt{name}] = t.At[&d.Step]
		}
		return nil
	}
}

// DimensionAt is the key of a dimension's place in [yamlfile.File].At: of its step, if it has one.
type DimensionAt struct{ Name string }

// rule reads one rule of the policy.
func (t *File) rule(c *trace.Chain) yamlfile.Reader {
	return func(n ast.Node) error {
		var step, match, kind, reason, label, class string
		var split trace.Split
		err := t.Mapping(map[string]yamlfile.Reader{
			"step": t.Text(&step), "match": t.Text(&match), "kind": t.Text(&kind),
			"reason": t.Text(&reason), "label": t.Text(&label), "class": t.Text(&class), "split": t.split(&split),
		})(n)
		if err != nil {
			return err
		}
		pos := t.NodePos(n)
		if _, err := t.class(&class); err != nil {
			return err
		}
		switch {
		case kind != "" && !slices.Contains(kinds, kind):
			return t.Errorf(t.At[&kind], "unknown kind %q%s; the kinds are %s", kind, near.Hint(kind, kinds), strings.Join(kinds, ", "))
		case !split.IsZero() && kind != "" && kind != string(trace.Filter):
			return t.Errorf(t.At[&kind], "split: only what filters drop can be split, not %s", kind)
		case label == "" && class == "":
			return t.Errorf(pos, "the rule gives neither a label nor a class")
		case step == "" && match == "" && kind == "" && reason == "":
			return t.Errorf(pos, "the rule would match every cause; give it a step, a match or a kind")
		}
		if step != "" {
			t.At[RuleAt{len(c.Rules)}] = t.At[&step]
		}
		c.Rules = append(c.Rules, trace.Rule{
			Step: step, Match: match, Kind: trace.Kind(kind), Reason: reason, Split: split, Label: label, Class: trace.Class(class), Pos: pos,
		})
		return nil
	}
}

// split reads which rows of a filter are to be a cause of their own: a word, or a list of values.
func (t *File) split(dst *trace.Split) yamlfile.Reader {
	return func(n ast.Node) error {
		if _, list := n.(*ast.SequenceNode); list {
			if err := t.Texts(&dst.Values)(n); err != nil {
				return err
			}
			if len(dst.Values) == 0 {
				return t.Errorf(t.NodePos(n), "split: the list has no values")
			}
			return nil
		}
		var word string
		if err := t.Text(&word)(n); err != nil {
			return err
		}
		switch word {
		case "near":
			dst.Near = true
		case "nothing":
			dst.Nothing = true
		case "look":
			dst.Near, dst.Nothing = true, true
		default:
			return t.Errorf(t.NodePos(n), "split: %q is none of near, nothing and look; values of one's own stand in a list: [%s]", word, word)
		}
		return nil
	}
}

// mark reads one mark of the rows that a step keeps.
func (t *File) mark(c *trace.Chain) yamlfile.Reader {
	return func(n ast.Node) error {
		m := &trace.Mark{Pos: t.NodePos(n)}
		var class string
		err := t.Mapping(map[string]yamlfile.Reader{"step": t.Text(&m.Step), "when": t.Text(&m.When), "label": t.Text(&m.Label), "class": t.Text(&class)})(n)
		if err == nil {
			m.Class, err = t.class(&class)
		}
		if err != nil {
			return err
		}
		if m.Step == "" || strings.TrimSpace(m.When) == "" || m.Label == "" {
			return t.Errorf(m.Pos, "a mark wants a step, a condition under when, and a label")
		}
		t.At[MarkAt{len(c.Marks)}] = t.At[&m.Step]
		m.Pos = t.At[&m.When]
		c.Marks = append(c.Marks, *m)
		return nil
	}
}

// class is a class as the text that was read says it, or none.
func (t *File) class(text *string) (trace.Class, error) {
	if *text != "" && !slices.Contains(classes, *text) {
		return "", t.Errorf(t.At[text], "unknown class %q%s; the classes are %s", *text, near.Hint(*text, classes), strings.Join(classes, ", "))
	}
	return trace.Class(*text), nil
}

// MarkAt is the key of the place of a mark's step there.
type MarkAt struct{ Index int }

// RuleAt is the key of the place of a rule's step there.
type RuleAt struct{ Index int }
