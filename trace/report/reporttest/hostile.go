package reporttest

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"funneltrace/trace/report/form"
)

// Nasty is text that a terminal, a ticket, a page and a spreadsheet would each obey some part of.
const Nasty = "=1+1\x1b]0;PWN\a\x1b[2J\u009b31m\u202e\u2066\u2069\u200e\u200f\u061c\u200b\ufeff\u2028<script>alert(1)</script><img src=x onerror=e>" +
	"</sub></table>[l](http://e)![i](http://e)|x|`c`**b** _i_ ~~s~~ &lt;\r\n# h\n- l\n\n    code\n```\n\x00\xff\x7f"

// Poison sets every string that a value holds to [Nasty]; those of types of their own, which are words of the program, only
// if all is set. It returns how many there were. New fields are found by themselves.
func Poison(v any, all bool) int { return poison(reflect.ValueOf(v), all) }

func poison(v reflect.Value, all bool) (n int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			n += poison(v.Elem(), all)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			n += poison(v.Field(i), all)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			n += poison(v.Index(i), all)
		}
	case reflect.String:
		if v.CanSet() && (all || v.Type() == reflect.TypeFor[string]()) {
			v.SetString(Nasty)
			n++
		}
	}
	return n
}

// Reporter is who is told what is wrong: a test, or a script.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// Harmless fails the test if a document of a form has something that its reader would obey.
func Harmless(t Reporter, kind form.Kind, doc []byte) {
	t.Helper()
	if !utf8.Valid(doc) {
		t.Errorf("%s: it is no UTF-8", kind)
	}
	for i, r := range string(doc) {
		quiet := r == '\n' || r == '\t' && kind != form.KindText || r == '\r' && (kind == form.KindCSV || kind == form.KindMarkdown) && strings.HasPrefix(string(doc[i+1:]), "\n")
		if !quiet && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200c' && r != '\u200d') {
			t.Errorf("%s: it has %q at %d: %q", kind, r, i, doc[max(0, i-60):min(len(doc), i+20)])
			return
		}
	}
	switch kind {
	case form.KindHTML:
		for _, tag := range []string{"<script", "<img", "</table>[l]"} {
			if i := bytes.Index(doc, []byte(tag)); i >= 0 {
				t.Errorf("html: it has %s: %q", tag, doc[max(0, i-60):min(len(doc), i+40)])
			}
		}
	case form.KindMarkdown:
		harmlessMarkdown(t, doc)
	case form.KindCSV:
		rows, err := csv.NewReader(bytes.NewReader(doc)).ReadAll()
		if err != nil {
			t.Errorf("csv: %v", err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("csv: a cell is a formula: %q", cell)
				}
			}
		}
	}
}

// harmlessMarkdown reads a page as a ticket does: it has no links, images and HTML but the reports' own, and no line of a table
// has more cells than its head.
func harmlessMarkdown(t Reporter, doc []byte) {
	t.Helper()
	own := []string{"<sub>", "</sub>", "<br>", "<details>", "</details>", "<summary>", "</summary>"}
	page := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser().Parse(text.NewReader(doc))
	_ = ast.Walk(page, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			if tag := string(n.Segments.Value(doc)); !slices.Contains(own, tag) {
				t.Errorf("md: it has the tag %s", tag)
			}
		case *ast.HTMLBlock:
			html := string(n.Lines().Value(doc))
			for _, tag := range own {
				html = strings.ReplaceAll(html, tag, "")
			}
			if strings.Contains(html, "<") {
				t.Errorf("md: it has HTML: %q", html)
			}
		case *ast.Link, *ast.Image, *ast.AutoLink:
			t.Errorf("md: it has a %s", n.Kind())
		case *ast.Heading:
			if heading := string(n.Lines().Value(doc)); strings.HasPrefix(heading, "h") && n.Level == 1 {
				t.Errorf("md: it has the heading %q", heading)
			}
		}
		if strings.HasPrefix(n.Kind().String(), "Strike") {
			t.Errorf("md: something is struck out")
		}
		return ast.WalkContinue, nil
	})
	cells := 0
	for _, line := range strings.Split(string(doc), "\n") {
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			cells = 0
		case cells == 0:
			cells = n
		case n > cells:
			t.Errorf("md: a line has %d cells, its table %d: %q", n-1, cells-1, line)
		}
	}
}
