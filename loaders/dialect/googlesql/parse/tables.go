package parse

import (
	"strings"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// tablePath reads the name of a table: in one pair of backticks or several, with a project that may have dashes.
func (p *parser) tablePath() []tree.Name {
	first := p.name()
	dotted := !first.Quoted && p.dashes(&first)
	path := cut(first)
	for dotted || p.accept(".") {
		dotted = false
		path = append(path, cut(p.pathPart())...)
	}
	return path
}

// pathPart reads a part behind a dot.
func (p *parser) pathPart() tree.Name {
	n := p.fieldName()
	if !n.Quoted && p.is("*") && p.start() == n.Span.End {
		p.fail("a table's name with a * stands in backticks: `%s*`", n.Text)
	}
	return n
}

// dashes reads on where a bare name goes on with a dash right behind it: my-project-12. It says whether a dot was read too, as the
// number took that.
func (p *parser) dashes(n *tree.Name) (dotted bool) {
	for p.is("-") && p.start() == n.Span.End {
		for {
			t := p.cur()
			if t.Span.Start != n.Span.End || t.Kind != token.Word && t.Kind != token.Number && !t.Is("-") {
				break
			}
			p.next()
			n.Text += t.Text
			n.Span.End = t.Span.End
		}
	}
	if text, ok := strings.CutSuffix(n.Text, "."); ok {
		n.Text = text
		n.Span.End--
		return true
	}
	return false
}

// cut takes a name in backticks apart at its dots: `project.dataset.table`. Each part keeps the whole name's place.
func cut(n tree.Name) (out []tree.Name) {
	if !n.Quoted || !strings.Contains(n.Text, ".") {
		return []tree.Name{n}
	}
	at := n.Span.Start + 1
	for _, part := range strings.Split(n.Text, ".") {
		span := dialect.Span{Start: at, End: at + len(part)}
		at = span.End + 1
		out = append(out, tree.Name{At: tree.At{Span: span}, Text: part, Quoted: true})
	}
	return out
}
