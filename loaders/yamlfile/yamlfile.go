// Package yamlfile reads YAML files whose shape is known, and remembers where each value stands, so that an error can say it.
//
// A [File] has a Reader for each kind of value; they are put together as the file is:
//
//	f := yamlfile.New("chain.yml")
//	root, err := f.Parse(text)
//	err = f.Mapping(map[string]yamlfile.Reader{"name": f.Text(&name)})(root)
//
// A [Node] reads files of other programs, of which only a part is of interest.
package yamlfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

// File walks a YAML file into values, and remembers where each of them stands.
type File struct {
	Name string
	At   map[any]trace.Pos // by the pointer that the value was read into
	root ast.Node

	aliases map[*ast.AliasNode]ast.Node // what each of them stands for
}

// New begins to read the file of this name.
func New(name string) *File { return &File{Name: name, At: map[any]trace.Pos{}} }

// Reader reads one node.
type Reader func(ast.Node) error

// Parse returns the file's one document.
func (t *File) Parse(text []byte) (root ast.Node, err error) { return t.parse(text) }

func (t *File) parse(text []byte, options ...parser.Option) (root ast.Node, err error) {
	// The parser is not ours and the text is not ours either: a panic of one on the other is a syntax error.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: not readable as YAML: %v", t.Name, r)
		}
	}()
	words, err := tokens(string(text))
	if over, ok := errors.AsType[*tooMuch](err); ok {
		return nil, t.Errorf(t.pos(over.at), "%w", over.err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	f, err := parser.Parse(words, 0, options...)
	var syntax yaml.Error
	switch {
	case errors.As(err, &syntax):
		return nil, t.Errorf(t.pos(syntax.GetToken()), "not readable as YAML: %s", syntax.GetMessage())
	case err != nil:
		return nil, fmt.Errorf("%s: not readable as YAML: %w", t.Name, err)
	case len(f.Docs) == 0 || f.Docs[0].Body == nil:
		return nil, fmt.Errorf("%s: the file is empty; it must at least say root and number", t.Name)
	case len(f.Docs) > 1:
		return nil, t.Errorf(t.pos(f.Docs[1].GetToken()), "a second document; one chain is one document")
	}
	t.root = f.Docs[0].Body
	t.aliases, err = resolve(t, t.root)
	return t.root, err
}

func (t *File) Errorf(at trace.Pos, format string, args ...any) error {
	return fmt.Errorf("%s: %w", at, fmt.Errorf(format, args...))
}

func (t *File) pos(tok *token.Token) trace.Pos {
	p := trace.Pos{File: t.Name, Line: 1, Column: 1}
	if tok != nil && tok.Position != nil {
		p.Line, p.Column = max(1, tok.Position.Line), max(1, tok.Position.Column)
	}
	return p
}

// NodePos is where a node begins. The token of a mapping in block style is its first colon, so its first key is taken.
func (t *File) NodePos(n ast.Node) trace.Pos {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return t.NodePos(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return t.NodePos(n.Key)
	}
	if n == nil {
		return t.pos(nil)
	}
	return t.pos(n.GetToken())
}

// Text reads a string into dst. A number or a bool is no text: YAML may have changed how it was written.
func (t *File) Text(dst *string) Reader {
	return func(n ast.Node) error {
		switch s := n.(type) {
		case *ast.StringNode:
			*dst = s.Value
		case *ast.LiteralNode:
			*dst = s.Value.Value
		default:
			return t.Errorf(t.NodePos(n), "a text is wanted here; put quotes around it")
		}
		t.At[dst] = t.NodePos(n)
		return nil
	}
}

// Texts reads a list of strings.
func (t *File) Texts(dst *[]string) Reader {
	return t.List(func(n ast.Node) error {
		var s string
		if err := t.Text(&s)(n); err != nil {
			return err
		}
		*dst = append(*dst, s)
		return nil
	})
}

// List reads every item of a list.
func (t *File) List(item Reader) Reader {
	return func(n ast.Node) error {
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			return t.Errorf(t.NodePos(n), "a list is wanted here")
		}
		for _, v := range seq.Values {
			if err := item(v); err != nil {
				return err
			}
		}
		return nil
	}
}

// Mapping reads a mapping whose keys are known; the Reader of a key says what it wants. Any other key is an error.
func (t *File) Mapping(fields map[string]Reader) Reader {
	return t.Pairs(func(key string, at trace.Pos, value ast.Node) error {
		read, ok := fields[key]
		if !ok {
			var known []string
			for k := range fields {
				known = append(known, k)
			}
			slices.Sort(known)
			return t.Errorf(at, "unknown key %q%s; known here: %s", key, near.Hint(key, known), strings.Join(known, ", "))
		}
		return read(value)
	})
}

// Pairs reads a mapping's keys and values in order. A key that is written twice is an error.
func (t *File) Pairs(each func(key string, at trace.Pos, value ast.Node) error) Reader {
	return func(n ast.Node) error {
		var values []*ast.MappingValueNode
		switch m := n.(type) {
		case *ast.MappingNode:
			values = m.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{m}
		default:
			return t.Errorf(t.NodePos(n), "a mapping (key: value) is wanted here")
		}
		seen := map[string]bool{}
		for _, v := range values {
			var key string
			if err := t.Text(&key)(v.Key); err != nil {
				return err
			}
			at := t.NodePos(v.Key)
			if seen[key] {
				return t.Errorf(at, "the key %q is there twice", key)
			}
			seen[key] = true
			if err := each(key, at, v.Value); err != nil {
				return err
			}
		}
		return nil
	}
}
