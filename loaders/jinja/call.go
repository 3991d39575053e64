package jinja

import "strings"

// Tag is one tag of a text whose rest is not looked at.
type Tag struct {
	Open string // its brackets: {{, {% or {#
	End  int    // behind it
	Text string // what stands between them
}

// TagAt reads the tag that begins at an offset of a text; ok is false if none does. One that has no end has End -1. Strings and the braces of
// dicts are passed over, so that config(meta={'a': {'b': 1}}) ends where it should.
func TagAt(text string, open int) (t Tag, ok bool) {
	if nextTag(text[open:min(open+2, len(text))], 0) < 0 {
		return t, false
	}
	t.Open, t.End = text[open:open+2], -1
	inside := open + 2
	if t.Open == "{#" {
		if n := strings.Index(text[inside:], "#}"); n >= 0 {
			t.Text, t.End = text[inside:inside+n], inside+n+2
		}
		return t, true
	}
	if inside < len(text) && (text[inside] == '-' || text[inside] == '+') {
		inside++
	}
	end, next, _, _ := closing(text, inside, map[string]string{"{{": "}}", "{%": "%}"}[t.Open])
	if end >= 0 {
		t.Text, t.End = text[inside:end], next
	}
	return t, true
}

// Literal is a text or a number, as it is written.
type Literal struct {
	Text   string // the text's value, or the number with its sign
	Quoted bool
}

// Call is a name that is called.
type Call struct {
	Name    string
	Args    []Literal
	Literal bool // the arguments are literals alone; if not, Args has none
}

// Call reads a tag that is nothing but a call of a name; ok is false if it is anything else.
func (t Tag) Call() (c Call, ok bool) {
	src := newSource("", t.Text)
	words, err := src.tokens(0, len(src.text))
	if err != nil {
		return c, false
	}
	sign := func(i int, text string) bool { return words[i].kind == signToken && words[i].text == text }
	last := len(words) - 2 // before the end
	if last < 2 || words[0].kind != nameToken || !sign(1, "(") || !sign(last, ")") || closes(words[1:]) != last-1 {
		return c, false
	}
	c.Name, c.Literal = words[0].text, true
	for i := 2; i < last; i++ {
		negative := sign(i, "-")
		if negative {
			i++
		}
		w := words[i]
		number := w.kind == intToken || w.kind == floatToken
		if !number && (w.kind != stringToken || negative) || !sign(i+1, ",") && i+1 != last || sign(i+1, ",") && i+2 == last {
			return Call{Name: c.Name}, true
		}
		if negative {
			w.text = "-" + w.text
		}
		c.Args = append(c.Args, Literal{w.text, !number})
		i++ // the comma
	}
	return c, true
}

// closes is which of the words closes the bracket that they begin with, or -1.
func closes(words []token) int {
	depth := 0
	for i, w := range words {
		if w.kind != signToken {
			continue
		}
		switch w.text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
