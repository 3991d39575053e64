package jinja

import (
	"slices"
	"strings"

	"funneltrace/snapshots/near"
)

// Parse reads a template; file names it in errors.
func Parse(file, text string) (*Template, error) {
	src := newSource(file, text)
	pieces, err := src.scan()
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, pieces: pieces, tpl: &Template{src: src}}
	p.tpl.nodes, _, err = p.body(Pos{}, "")
	return p.tpl, err
}

type parser struct {
	src    *source
	pieces []piece
	tpl    *Template
	macros []*macroDef // those that are being read
	depth  int
}

const deepestBlock = 100

// body reads nodes up to a tag of one of these names, and returns that tag.
func (p *parser) body(opened Pos, what string, until ...string) (nodes body, end *words, err error) {
	if p.depth++; p.depth > deepestBlock {
		return nil, nil, errorAt(opened, "nested too deep")
	}
	defer func() { p.depth-- }()
	for len(p.pieces) > 0 {
		piece := p.pieces[0]
		p.pieces = p.pieces[1:]
		pos := p.src.pos(piece.open)
		if piece.kind == textPiece {
			nodes = append(nodes, textNode{pos, p.src.text[piece.start:piece.end]})
			continue
		}
		w, err := p.words(piece)
		if err != nil {
			return nil, nil, err
		}
		if piece.kind == outputPiece {
			e, err := w.expression(true)
			if err == nil {
				err = w.end()
			}
			if err != nil {
				return nil, nil, err
			}
			nodes = append(nodes, outputNode{pos, e})
			continue
		}
		if w.peek().kind == nameToken && slices.Contains(until, w.peek().text) {
			return nodes, w, nil
		}
		n, err := p.tag(pos, w)
		if err != nil {
			return nil, nil, err
		}
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	if len(until) > 0 {
		return nil, nil, errorAt(opened, "{%% %s %%} has no {%% %s %%}", what, until[len(until)-1])
	}
	return nodes, nil, nil
}

func (p *parser) words(piece piece) (*words, error) {
	list, err := p.src.tokens(piece.start, piece.end)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		for _, m := range p.macros {
			if t.kind == nameToken {
				m.varargs = m.varargs || t.text == "varargs"
				m.kwargs = m.kwargs || t.text == "kwargs"
				m.caller = m.caller || t.text == "caller"
			}
		}
	}
	return &words{src: p.src, list: list}, nil
}

// tag reads a statement, with what belongs to it.
func (p *parser) tag(pos Pos, w *words) (node, error) {
	kind, err := w.name("the name of a tag")
	if err != nil {
		return nil, err
	}
	switch kind {
	case "if":
		return p.ifTag(pos, w)
	case "for":
		return p.forTag(pos, w)
	case "set":
		return p.setTag(pos, w)
	case "do":
		e, err := w.expression(true)
		return doNode{e}, first(err, w.end)
	case "macro":
		return p.macroTag(pos, w)
	case "call":
		return p.callTag(pos, w)
	case "filter":
		chain, err := w.filterChain()
		if err = first(err, w.end); err != nil {
			return nil, err
		}
		b, _, err := p.body(pos, kind, "endfilter")
		return filterBlock{chain, b, pos}, err
	case "with":
		return p.withTag(pos, w)
	case "break", "continue":
		return jumpNode{kind == "continue"}, w.end()
	case "autoescape":
		b, _, err := p.body(pos, kind, "endautoescape")
		return b, err
	case "snapshot", "test", "data_test", "materialization":
		return p.blockTag(pos, kind, w)
	case "include", "import", "from", "extends", "block":
		return nil, errorAt(pos, "{%% %s %%} is Jinja, but not dbt's: macros are found by their names", kind)
	}
	if strings.HasPrefix(kind, "end") || slices.Contains([]string{"else", "elif"}, kind) {
		return nil, errorAt(pos, "{%% %s %%} ends or divides nothing here", kind)
	}
	return nil, errorAt(pos, "there is no tag {%% %s %%}%s", kind, near.Hint(kind, tags))
}

var tags = []string{"if", "elif", "else", "endif", "for", "endfor", "set", "endset", "do", "macro", "endmacro", "call", "endcall", "filter", "endfilter",

	"with", "endwith", "raw", "endraw", "break", "continue", "snapshot", "endsnapshot", "test", "endtest", "materialization", "docs"}

// first returns err, or else what next says.
func first(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}
