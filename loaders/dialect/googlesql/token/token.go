// Package token cuts a text in GoogleSQL into tokens. Comments and hints are left out; strings have the value that they stand for.
package token

import "funneltrace/loaders/dialect"

// Kind is what a token is.
type Kind int

// The kinds of token.
const (
	End    Kind = iota // the end of the text
	Word               // a bare word: a keyword or a name
	Quoted             // a name in backticks
	Number
	String
	Bytes
	Param // @name, @@name or ?
	Symbol
)

// Token is the smallest piece of a text.
type Token struct {
	Kind  Kind
	Text  string // as written
	Value string // of a string its value, of a quoted name the name, of a word the word in upper case, else the text
	Span  dialect.Span
}

// Is says whether the token is this keyword or symbol.
func (t Token) Is(word string) bool { return (t.Kind == Word || t.Kind == Symbol) && t.Value == word }

// Shown is the token as an error names it.
func (t Token) Shown() string {
	if t.Kind == End {
		return "the end of the text"
	}
	text := []rune(t.Text)
	if len(text) > 40 {
		text = append(text[:40], '…')
	}
	return string(text)
}
