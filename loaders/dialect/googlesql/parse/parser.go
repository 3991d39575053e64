// Package parse reads GoogleSQL into its tree: by recursive descent, operators by precedence, one token at a time and never back, so
// that its time grows with the length of the text.
//
// What it does not know is an error with its place; nothing is skipped.
package parse

import (
	"errors"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// Limits of a text. The engine's own are reached before those.
const (
	maxText  = 4 << 20
	maxDepth = 400  // things within things
	maxChain = 2000 // operators of one kind in a row
)

// Script reads a model's text: a query, with DECLARE, SET and CREATE TEMP FUNCTION before it. The error is a [*dialect.Error].
func Script(text string) (s *tree.Script, err error) {
	if len(text) > maxText {
		return nil, dialect.Errorf(maxText, "the text is longer than %d MiB", maxText>>20)
	}
	tokens, err := token.Scan(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	defer func() {
		if r := recover(); r != nil {
			var wrong *dialect.Error
			if e, ok := r.(error); !ok || !errors.As(e, &wrong) {
				panic(r)
			}
			s, err = nil, wrong
		}
	}()
	return p.script(), nil
}

// parser stops at the first thing that it does not understand: [parser.fail] panics with the error, which [Script] returns.
type parser struct {
	tokens []token.Token
	at     int
	depth  int
}

func (p *parser) cur() token.Token { return p.peek(0) }

func (p *parser) peek(n int) token.Token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) next() token.Token {
	t := p.cur()
	if p.at < len(p.tokens)-1 {
		p.at++
	}
	return t
}

// is says whether these words come next.
func (p *parser) is(words ...string) bool {
	for i, w := range words {
		if !p.peek(i).Is(w) {
			return false
		}
	}
	return true
}

// accept takes the words if they come next.
func (p *parser) accept(words ...string) bool {
	if !p.is(words...) {
		return false
	}
	p.at += len(words)
	return true
}

// isOneOf says whether one of the words comes next.
func (p *parser) isOneOf(words ...string) bool {
	for _, w := range words {
		if p.is(w) {
			return true
		}
	}
	return false
}

func (p *parser) expect(words ...string) {
	for _, w := range words {
		if !p.accept(w) {
			p.fail("%s is wanted here, not %s", w, p.cur().Shown())
		}
	}
}

func (p *parser) fail(format string, args ...any) { p.failAt(p.cur().Span.Start, format, args...) }

func (p *parser) failAt(offset int, format string, args ...any) {
	panic(dialect.Errorf(offset, format, args...))
}

// enter is called where things stand within things, and what it returns when they end.
func (p *parser) enter() func() {
	p.depth++
	if p.depth > maxDepth {
		p.fail("more than %d things stand within one another here", maxDepth)
	}
	return func() { p.depth-- }
}

// since is the stretch from start up to what was read last.
func (p *parser) since(start int) tree.At {
	end := start
	if p.at > 0 {
		end = max(p.tokens[p.at-1].Span.End, start)
	}
	return tree.At{Span: dialect.Span{Start: start, End: end}}
}

func (p *parser) start() int { return p.cur().Span.Start }

// isName says whether a name can stand here: one in backticks, or a word that is not reserved.
func (p *parser) isName() bool { return nameable(p.cur()) }

func nameable(t token.Token) bool {
	return t.Kind == token.Quoted || t.Kind == token.Word && !reserved[t.Value]
}

func (p *parser) name() tree.Name {
	if !p.isName() {
		if t := p.cur(); t.Kind == token.Word {
			p.fail("a name is wanted here; %s is a word of GoogleSQL, as a name it is written `%s`", t.Text, t.Text)
		}
		p.fail("a name is wanted here, not %s", p.cur().Shown())
	}
	return named(p.next())
}

// fieldName reads the name behind a dot, which may be any word.
func (p *parser) fieldName() tree.Name {
	if t := p.cur(); t.Kind != token.Word && t.Kind != token.Quoted {
		p.fail("a name is wanted behind the dot, not %s", t.Shown())
	}
	return named(p.next())
}

func named(t token.Token) tree.Name {
	n := tree.Name{At: tree.At{Span: t.Span}, Text: t.Text}
	if t.Kind == token.Quoted {
		n.Text, n.Quoted = t.Value, true
	}
	return n
}

// names reads a list of names in parentheses.
func (p *parser) names() (out []tree.Name) {
	p.expect("(")
	out = append(out, p.name())
	for p.accept(",") {
		out = append(out, p.name())
	}
	p.expect(")")
	return out
}

// list reads things with commas between them.
func list[T any](p *parser, one func() T) []T {
	out := []T{one()}
	for p.accept(",") {
		out = append(out, one())
	}
	return out
}
