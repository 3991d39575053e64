package yamlfile

import (
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml/scanner"
	"github.com/goccy/go-yaml/token"
)

// Limits of a text. The parser is not made for texts that mean harm: its time grows with the square of a mapping's keys, it goes as
// deep as the text does, and what it ends in no recover catches. So the words are counted before it sees them.
const (
	maxBytes  = 4 << 20 // the largest file of properties that we know has a quarter of that
	maxTokens = 500_000 // words and signs: 40,000 lines of properties
	maxDepth  = 64      // mappings and lists within each other; dbt's own files need 12
	maxKeys   = 5_000   // of one mapping: half a second
	maxItems  = 20_000  // of one list: half a second
	maxMarks  = 24      // tags and anchors before one value; one of each has a use
	maxPages  = 100     // documents and directives; one of each has a use
)

// tooMuch is an error at a word of a text that is too large or too deep to be parsed.
type tooMuch struct {
	at  *token.Token
	err error
}

func (e *tooMuch) Error() string { return e.err.Error() }

// tokens cuts a text into words, and stops where a limit is passed.
func tokens(text string) (token.Tokens, error) {
	if len(text) > maxBytes {
		return nil, fmt.Errorf("it has %d KiB, at most %d KiB of YAML are read", (len(text)-1)>>10+1, maxBytes>>10)
	}
	var s scanner.Scanner
	s.Init(text)
	var all token.Tokens
	var seen shape
	for {
		some, err := s.Scan()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		for _, t := range some {
			all.Add(t)
			if err := seen.add(t); err != nil {
				return nil, &tooMuch{t, err}
			}
		}
		if err != nil {
			return all, nil // the parser says what is wrong with the last word
		}
		if len(all) > maxTokens {
			return nil, fmt.Errorf("it is too long, more than %d words and signs; make several files of it", maxTokens)
		}
	}
}

// shape is which mappings and lists are open while the words of a text go by.
type shape struct {
	open         []collection
	marks, pages int
	named        bool // the word is the name of an anchor
}

// collection is an open mapping or list. In block style, the column says where its entries begin; brackets have none.
type collection struct {
	list    bool
	column  int
	entries int
}

func (s *shape) add(t *token.Token) error {
	name := s.named
	s.named = t.Type == token.AnchorType
	switch t.Type {
	case token.AnchorType, token.TagType:
		if s.marks++; s.marks > maxMarks {
			return fmt.Errorf("more than %d tags and anchors before one value", maxMarks)
		}
		return nil
	case token.DirectiveType, token.DocumentHeaderType, token.DocumentEndType:
		if s.pages++; s.pages > maxPages {
			return fmt.Errorf("more than %d documents or directives in one file", maxPages)
		}
	case token.SequenceStartType, token.MappingStartType:
		return s.push(collection{list: t.Type == token.SequenceStartType})
	case token.SequenceEndType, token.MappingEndType:
		s.close()
	case token.CollectEntryType:
		return s.entry()
	case token.SequenceEntryType:
		return s.block(true, t.Position.Column)
	case token.MappingKeyType:
		return s.block(false, t.Position.Column)
	case token.MappingValueType:
		if t.Prev != nil && t.Prev.Type != token.MappingKeyType {
			return s.block(false, t.Prev.Position.Column)
		}
	}
	if !name {
		s.marks = 0
	}
	return nil
}

func (s *shape) push(c collection) error {
	if s.open = append(s.open, c); len(s.open) > maxDepth {
		return fmt.Errorf("nested too deep, more than %d mappings and lists within each other", maxDepth)
	}
	return nil
}

func (s *shape) top() *collection {
	if len(s.open) == 0 {
		return &collection{}
	}
	return &s.open[len(s.open)-1]
}

// close closes what a bracket closes, and what was opened by others meanwhile.
func (s *shape) close() {
	for n := len(s.open); n > 0; n-- {
		if s.open[n-1].column == 0 {
			s.open = s.open[:n-1]
			return
		}
	}
}

// block is an entry of a mapping or list in block style. A list may begin in the column of the key that it belongs to.
func (s *shape) block(list bool, column int) error {
	if len(s.open) > 0 && s.top().column == 0 {
		return nil // within brackets commas count
	}
	for n := len(s.open); n > 0; n-- {
		c := s.open[n-1]
		if c.column < column || c.column == column && (list || !c.list) {
			break
		}
		s.open = s.open[:n-1]
	}
	if c := s.top(); len(s.open) == 0 || c.column != column || c.list != list {
		if err := s.push(collection{list: list, column: column}); err != nil {
			return err
		}
	}
	return s.entry()
}

// entry counts an entry of the innermost collection.
func (s *shape) entry() error {
	c := s.top()
	c.entries++
	switch {
	case c.list && c.entries > maxItems:
		return fmt.Errorf("a list of more than %d items", maxItems)
	case !c.list && c.entries > maxKeys:
		return fmt.Errorf("a mapping of more than %d keys", maxKeys)
	}
	return nil
}
