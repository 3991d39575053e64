package yamlfile

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"funneltrace/trace"
)

// Node is a value of a YAML file of another program. What is not there, or is of another kind than asked for, is an empty node: nothing
// is read that was not asked for, and nothing that is not understood is an error.
type Node struct {
	file *File
	node ast.Node
}

// Tree parses the text of the file of this name. An empty file is an empty node.
func Tree(name string, text []byte) (Node, error) {
	f := New(name)
	if len(strings.TrimSpace(stripComments(string(text)))) == 0 {
		return Node{}, nil
	}
	root, err := f.parse(text, parser.AllowDuplicateMapKey())
	return Node{f, root}, err
}

// stripComments drops the lines that are comments, and the marks between documents.
func stripComments(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if t := strings.TrimSpace(line); !strings.HasPrefix(t, "#") && t != "---" {
			b.WriteString(line)
		}
	}
	return b.String()
}

// IsZero reports whether there is no such value, or whether it is null.
func (n Node) IsZero() bool {
	switch n.bare().(type) {
	case nil, *ast.NullNode:
		return true
	}
	return false
}

// bare is the node without what names it.
func (n Node) bare() ast.Node {
	node := n.node
	for {
		switch x := node.(type) {
		case *ast.AnchorNode:
			node = x.Value
		case *ast.TagNode:
			node = x.Value
		case *ast.AliasNode:
			node = n.file.aliases[x]
		default:
			return node
		}
	}
}

// Pos is where the value stands.
func (n Node) Pos() trace.Pos {
	if n.file == nil {
		return trace.Pos{}
	}
	return n.file.NodePos(n.node)
}

// Errorf is an error at the value's place.
func (n Node) Errorf(format string, args ...any) error {
	if n.file == nil {
		return fmt.Errorf(format, args...)
	}
	return n.file.Errorf(n.Pos(), format, args...)
}

// Get returns the value of a key, which may be written as a path: a.b.
func (n Node) Get(path string) Node {
	for _, key := range strings.Split(path, ".") {
		n = n.Key(key)
	}
	return n
}

// Key returns the value of a key, as it is written.
func (n Node) Key(key string) Node {
	for _, p := range n.Pairs() {
		if p.Key == key {
			return p.Value
		}
	}
	return Node{}
}

// First returns the value of the first of these keys that has one.
func (n Node) First(keys ...string) Node {
	for _, k := range keys {
		if v := n.Key(k); !v.IsZero() {
			return v
		}
	}
	return Node{}
}

// Pair is a key of a mapping, with its value.
type Pair struct {
	Key   string
	Value Node
}

// Pairs returns the keys and values of a mapping, in order. Of a key that is written twice the last value counts, as in dbt. What <<:
// merges in comes after what is written, and does not come twice.
func (n Node) Pairs() []Pair {
	var values []*ast.MappingValueNode
	switch m := n.bare().(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	}
	var out []Pair
	var merged []Node
	at := map[string]int{}
	add := func(p Pair) { at[p.Key], out = len(out), append(out, p) }
	for _, v := range values {
		value := Node{n.file, v.Value}
		if _, merge := v.Key.(*ast.MergeKeyNode); merge {
			merged = append(merged, value)
			continue
		}
		key := Node{n.file, v.Key}.Text()
		if i, again := at[key]; again {
			out[i].Value = value
		} else {
			add(Pair{key, value})
		}
	}
	for _, m := range merged {
		for _, one := range append(m.Items(), m) {
			for _, p := range one.Pairs() {
				if _, written := at[p.Key]; !written {
					add(p)
				}
			}
		}
	}
	return out
}

// Items returns the values of a list.
func (n Node) Items() []Node {
	seq, ok := n.bare().(*ast.SequenceNode)
	if !ok {
		return nil
	}
	out := make([]Node, len(seq.Values))
	for i, v := range seq.Values {
		out[i] = Node{n.file, v}
	}
	return out
}

// Text returns a scalar as it is written, without its quotes.
func (n Node) Text() string {
	switch s := n.bare().(type) {
	case *ast.StringNode:
		return s.Value
	case *ast.LiteralNode:
		return s.Value.Value
	case ast.ScalarNode:
		if _, null := s.(*ast.NullNode); null {
			return ""
		}
		return s.GetToken().Value
	}
	return ""
}

// Texts returns the scalars of a list, or a single scalar as a list.
func (n Node) Texts() []string {
	if items := n.Items(); items != nil {
		var out []string
		for _, i := range items {
			out = append(out, i.Text())
		}
		return out
	}
	if n.IsZero() {
		return nil
	}
	return []string{n.Text()}
}

// words are bools too in the YAML that dbt reads, unless they are quoted.
var words = map[string]bool{"yes": true, "on": true, "no": false, "off": false}

// Value returns the value as Go has it: nil, bool, int64, float64, string, []any, or [][2]any for a mapping, which keeps its order.
func (n Node) Value() any {
	switch s := n.bare().(type) {
	case *ast.BoolNode:
		return s.Value
	case *ast.IntegerNode:
		switch i := s.Value.(type) {
		case int64:
			return i
		case uint64:
			return int64(i)
		}
		return s.GetToken().Value
	case *ast.FloatNode:
		return s.Value
	case *ast.StringNode:
		if b, ok := words[strings.ToLower(s.Value)]; ok && s.GetToken().Type == token.StringType {
			return b
		}
		return s.Value
	case *ast.LiteralNode:
		return n.Text()
	case *ast.MappingNode, *ast.MappingValueNode:
		out := [][2]any{}
		for _, p := range n.Pairs() {
			out = append(out, [2]any{p.Key, p.Value.Value()})
		}
		return out
	case *ast.SequenceNode:
		out := []any{}
		for _, i := range n.Items() {
			out = append(out, i.Value())
		}
		return out
	case nil, *ast.NullNode:
		return nil
	}
	return n.Text()
}

// IsMapping reports whether the value has keys.
func (n Node) IsMapping() bool {
	switch n.bare().(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}
