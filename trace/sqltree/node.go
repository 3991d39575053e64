// Package sqltree is DuckDB's own syntax tree of a SELECT, as json_serialize_sql gives it.
//
// A [Node] is one JSON object of that tree, kept whole: what this package does not know
// travels through unchanged. [Parse] makes a tree of SQL text, [Print] has DuckDB print one back.
// Between them, code reads and replaces nodes; it never cuts SQL text.
//
// Beside the tree stand the questions that a tree answers alone: what an expression reads (ask.go), whether a condition can be
// NULL or raise an error (conditions.go), which tables a FROM has (tables.go), what a function does (functions.go). Chains,
// models and rows it must never know. Start with [Node].
package sqltree

import (
	"encoding/json"
	"math"
	"strings"
)

// Node is one object of the tree.
type Node map[string]any

// Type is the node's type: "SELECT_NODE", "COLUMN_REF", "COMPARE_EQUAL"…
func (n Node) Type() string { return n.Str("type") }

// Class is an expression's class: "COLUMN_REF", "FUNCTION", "WINDOW"…; empty for what is no expression.
func (n Node) Class() string { return n.Str("class") }

// Str returns the string at key, or "".
func (n Node) Str(key string) string { s, _ := n[key].(string); return s }

// Bool returns the boolean at key.
func (n Node) Bool(key string) bool { b, _ := n[key].(bool); return b }

// Child returns the node at key, or nil.
func (n Node) Child(key string) Node { return asNode(n[key]) }

// List returns the nodes at key.
func (n Node) List(key string) []Node {
	var out []Node
	for _, x := range n.slice(key) {
		if c := asNode(x); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// SetList replaces the list at key.
func (n Node) SetList(key string, list []Node) {
	out := make([]any, len(list))
	for i, c := range list {
		out[i] = map[string]any(c)
	}
	n[key] = out
}

// Set puts a node at key; nil is none.
func (n Node) Set(key string, child Node) {
	if child == nil {
		n[key] = nil
		return
	}
	n[key] = map[string]any(child)
}

// Strings returns the strings at key.
func (n Node) Strings(key string) []string {
	var out []string
	for _, x := range n.slice(key) {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Location is the byte offset in the parsed text, or -1 where DuckDB gives none.
func (n Node) Location() int {
	num, ok := n["query_location"].(json.Number)
	if !ok {
		return -1
	}
	v, err := num.Int64()
	if err != nil || v > math.MaxInt32 {
		return -1
	}
	return int(v)
}

// Clone returns a deep copy.
func (n Node) Clone() Node { return asNode(clone(map[string]any(n))) }

// Walk calls visit for the node and everything below it, outermost first.
// Where visit returns false, what lies below is left out.
func (n Node) Walk(visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, key := range n.keys() {
		walkValue(n[key], visit)
	}
}

// Rewrite replaces expressions, outermost first: where visit returns a node, it takes the place of its argument
// and is not entered. The receiver is changed; its replacement, or itself, is returned.
func (n Node) Rewrite(visit func(Node) Node) Node {
	if n == nil {
		return nil
	}
	if r := visit(n); r != nil {
		return r
	}
	for _, key := range n.keys() {
		n[key] = rewriteValue(n[key], visit)
	}
	return n
}

// Key identifies what the node says, wherever it stands in the text: two nodes with one key are the same SQL.
func (n Node) Key() string {
	c := n.Clone()
	delete(c, "alias")
	c.Walk(func(x Node) bool {
		delete(x, "query_location")
		if x.Class() == "COLUMN_REF" {
			names := x.slice("column_names")
			for i := range names {
				if s, ok := names[i].(string); ok {
					names[i] = strings.ToLower(s)
				}
			}
		}
		return true
	})
	b, err := json.Marshal(c)
	if err != nil {
		return err.Error() // a tree that came from JSON always marshals
	}
	return string(b)
}

func (n Node) slice(key string) []any { s, _ := n[key].([]any); return s }

// keys are the node's keys in the order in which SQL is read where that matters.
func (n Node) keys() []string {
	keys := make([]string, 0, len(n))
	for k := range n {
		keys = append(keys, k)
	}
	sortKeys(keys)
	return keys
}

func asNode(x any) Node {
	switch v := x.(type) {
	case Node:
		return v
	case map[string]any:
		return Node(v)
	}
	return nil
}

func walkValue(x any, visit func(Node) bool) {
	switch v := x.(type) {
	case []any:
		for _, e := range v {
			walkValue(e, visit)
		}
	default:
		asNode(v).Walk(visit)
	}
}

func rewriteValue(x any, visit func(Node) Node) any {
	switch v := x.(type) {
	case []any:
		for i, e := range v {
			v[i] = rewriteValue(e, visit)
		}
		return v
	case map[string]any, Node:
		return map[string]any(asNode(v).Rewrite(visit))
	}
	return x
}

func clone(x any) any {
	switch v := x.(type) {
	case Node:
		return clone(map[string]any(v))
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = clone(e)
		}
		return m
	case []any:
		s := make([]any, len(v))
		for i, e := range v {
			s[i] = clone(e)
		}
		return s
	}
	return x
}
