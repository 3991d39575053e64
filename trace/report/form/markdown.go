package form

import (
	"bytes"
	"fmt"
	"strings"
)

// Markdown is markup. A constant is one by itself; other text becomes one by [MD] or [Code].
type Markdown string

// MD returns s as text of a Markdown table's cell: pipes, HTML, emphasis and line ends do nothing there.
func MD(s string) Markdown {
	s = tags.Replace(Visible(s))
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return Markdown(b.String())
}

// tags makes what HTML would read as a tag or an entity plain text.
var tags = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Item returns s as text that begins a paragraph or a list's item: a sign or a number at its start makes no heading, rule or list
// of its own.
func Item(s string) Markdown {
	m := MD(s)
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch {
	case digits > 0 && (strings.HasPrefix(s[digits:], ".") || strings.HasPrefix(s[digits:], ")")):
		return m[:digits] + `\` + m[digits:]
	case s != "" && strings.ContainsRune("+-#=", rune(s[0])):
		return `\` + m
	}
	return m
}

// Code returns s as code in a Markdown table's cell. Backslashes mean nothing inside code, but for the one
// before a pipe: a table is cut at pipes first.
func Code(s string) Markdown {
	s = strings.ReplaceAll(Visible(s), "|", `\|`)
	fence := fenceOf(s, "`")
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return Markdown(fence + s + fence)
}

// fenceOf returns a fence that the code does not have, the given one or a longer one.
func fenceOf(code, fence string) string {
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence
}

// Join is [strings.Join] for markup.
func Join(parts []Markdown, separator Markdown) Markdown {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString(string(separator))
		}
		b.WriteString(string(p))
	}
	return Markdown(b.String())
}

// Page is a Markdown document that is being written. The zero Page is empty.
type Page struct{ buf bytes.Buffer }

// Para writes a paragraph, or what stands for one: a heading, a quote, a list.
func (p *Page) Para(m Markdown) {
	if p.buf.Len() > 0 {
		p.buf.WriteByte('\n')
	}
	p.buf.WriteString(string(m) + "\n")
}

// List writes items, one below the other.
func (p *Page) List(items []Markdown) {
	if len(items) > 0 {
		p.Para(Join(items, "\n"))
	}
}

// Notes writes what the reader must know.
func (p *Page) Notes(notes []string) {
	for _, n := range notes {
		p.Para("> **Note:** " + MD(n))
	}
}

// Table writes a table; columns whose title ends with ":" are numbers, set to the right.
func (p *Page) Table(titles []Markdown, rows [][]Markdown) {
	rule := make([]Markdown, len(titles))
	head := make([]Markdown, len(titles))
	for i, t := range titles {
		title, number := strings.CutSuffix(string(t), ":")
		head[i], rule[i] = Markdown(title), "---"
		if number {
			rule[i] = "--:"
		}
	}
	p.buf.WriteByte('\n')
	for _, r := range append([][]Markdown{head, rule}, rows...) {
		p.buf.WriteString(string(Row(r)))
	}
}

// Markdownf returns the format with its arguments in their places: markup and numbers as they are, everything else as text.
func Markdownf(format Markdown, args ...any) Markdown {
	for i, a := range args {
		switch v := a.(type) {
		case Markdown, int, int64:
		case string:
			args[i] = MD(v)
		default:
			args[i] = MD(fmt.Sprint(v))
		}
	}
	return Markdown(fmt.Sprintf(string(format), args...))
}

// Row returns a line of a table.
func Row(cells []Markdown) Markdown { return "| " + Join(cells, " | ") + " |\n" }

// Fenced writes a block of code, which may hold fences itself.
func (p *Page) Fenced(language Markdown, code string) {
	code = VisibleText(code)
	fence := Markdown(fenceOf(code, "```"))
	p.Para(fence + language + "\n" + Markdown(code) + "\n" + fence)
}

// Bytes returns the document.
func (p *Page) Bytes() []byte { return p.buf.Bytes() }
