package sqltree

import "strings"

// TrimParens takes off parentheses that enclose the whole text.
func TrimParens(s string) string {
	for strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		depth, quote := 0, byte(0)
		for i := 0; i < len(s); i++ {
			switch ch := s[i]; {
			case quote != 0:
				if ch == quote {
					quote = 0
				}
			case ch == '\'' || ch == '"':
				quote = ch
			case ch == '(':
				depth++
			case ch == ')':
				depth--
			}
			if depth == 0 && i < len(s)-1 {
				return s
			}
		}
		s = s[1 : len(s)-1]
	}
	return s
}

// WordEnd returns where the word, number, string or operator that begins at offset ends.
func WordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	switch c := text[at]; {
	case c == '\'' || c == '"':
		if i := strings.IndexByte(text[at+1:], c); i >= 0 {
			end := at + 1 + i + 1
			if c == '"' && end < len(text) && text[end] == '.' {
				return WordEnd(text, end+1)
			}
			return end
		}
		return len(text)
	case WordByte(c):
		end := at
		for end < len(text) && (WordByte(text[end]) || text[end] == '.' || text[end] == '"') {
			end++
		}
		return end
	}
	return at + 1
}

// WordByte reports whether a byte can be part of a word of SQL: a letter, a digit, an underscore, or part of a letter that takes several.
func WordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// Balance moves end on until the brackets that open between start and end are closed.
func Balance(text string, start, end int) int {
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
