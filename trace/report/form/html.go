package form

import (
	"bytes"
	"fmt"
	"html/template"
	"text/template/parse"
)

// Template is a page of HTML with places for values. Values are escaped for where they stand, and what a terminal or an editor
// would obey in them is made visible.
type Template struct{ page *template.Template }

// NewTemplate parses a page, which may use the parts that draw a [Bar] and a [Tag]; one that is no template is a mistake in the
// program, and panics.
func NewTemplate(name, page string) *Template {
	t := template.Must(template.New(name).Funcs(template.FuncMap{visibleValue: visibleIn}).Parse(pageParts + page))
	for _, part := range t.Templates() {
		guardNodes(part.Tree.Root)
	}
	return &Template{t}
}

const visibleValue = "visible"

// visibleIn makes text visible; numbers, and what the program itself says is markup, stay.
func visibleIn(v any) any {
	if s, ok := v.(string); ok {
		return Visible(s)
	}
	return v
}

// guardNodes adds the last step to each place of a page that prints something, as html/template itself does to escape it.
func guardNodes(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				guardNodes(child)
			}
		}
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			word := parse.NewIdentifier(visibleValue).SetPos(n.Pos)
			n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{word}})
		}
	case *parse.IfNode:
		guardNodes(n.List)
		guardNodes(n.ElseList)
	case *parse.RangeNode:
		guardNodes(n.List)
		guardNodes(n.ElseList)
	case *parse.WithNode:
		guardNodes(n.List)
		guardNodes(n.ElseList)
	}
}

// Fill returns the page with its values.
func (t *Template) Fill(values any) ([]byte, error) {
	var b bytes.Buffer
	if err := t.page.Execute(&b, values); err != nil {
		return nil, fmt.Errorf("print as html: %w", err)
	}
	return b.Bytes(), nil
}
