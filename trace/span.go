package trace

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// span returns the byte offsets in the model's text between which the nodes stand.
// DuckDB says where a node begins; where its last word ends is read off the text.
func (t *tracer) span(nodes ...sqltree.Node) (start, end int) {
	first, last := -1, -1
	for _, n := range nodes {
		n.Walk(func(x sqltree.Node) bool {
			if at := x.Location(); at >= 0 {
				if first < 0 || at < first {
					first = at
				}
				last = max(last, at)
			}
			return true
		})
	}
	if first < 0 {
		return 0, 0
	}
	text := t.model.SQL
	first, last = min(first, len(text)), min(last, len(text))
	end = balance(text, first, wordEnd(text, last))
	return first, end
}

// wordEnd returns where the word, number, string or operator that begins at offset ends.
func wordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	switch c := text[at]; {
	case c == '\'' || c == '"':
		if i := strings.IndexByte(text[at+1:], c); i >= 0 {
			end := at + 1 + i + 1
			if c == '"' && end < len(text) && text[end] == '.' {
				return wordEnd(text, end+1)
			}
			return end
		}
		return len(text)
	case wordByte(c):
		end := at
		for end < len(text) && (wordByte(text[end]) || text[end] == '.' || text[end] == '"') {
			end++
		}
		return end
	}
	return at + 1
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// balance moves end on until the brackets that open between start and end are closed.
func balance(text string, start, end int) int {
	depth := 0
	for i := start; i < end; i++ {
		depth += bracket(text[i])
	}
	for end < len(text) && depth > 0 {
		depth += bracket(text[end])
		end++
	}
	for end < len(text) && depth == 0 && text[end] == '(' { // a call whose arguments have no place
		for end < len(text) {
			depth += bracket(text[end])
			end++
			if depth == 0 {
				return end
			}
		}
	}
	return end
}

func bracket(c byte) int {
	switch c {
	case '(', '[':
		return 1
	case ')', ']':
		return -1
	}
	return 0
}
