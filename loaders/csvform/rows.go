package csvform

import "bytes"

// most is how many rows are looked at.
const most = 1000

// counted is a row of a text: the line that it begins on, from 0, and how many fields it has, -1 if its quotes do not fit.
type counted struct{ line, fields int }

// rows counts the fields of the first rows. Blank lines are none, and a row that does not end is left out.
func (f Form) rows(text []byte, delimiter string) []counted {
	var counts []counted
	for line := 0; len(text) > 0 && len(counts) < most; {
		fields, length := countFields(text, delimiter[0], f.Quote)
		if length < 0 {
			return counts
		}
		if fields != 1 || len(bytes.Trim(text[:length], "\r\n")) > 0 {
			counts = append(counts, counted{line, fields})
		}
		line += bytes.Count(text[:length], []byte("\n"))
		text = text[length:]
	}
	return counts
}

// countFields returns how many fields the first row of a text has, -1 if its quotes do not fit, and how many bytes the row
// takes; -1 if a quote is not closed.
func countFields(text []byte, delimiter byte, quote string) (fields, length int) {
	i := 0
	for fields = 1; ; fields++ {
		if quote != "" && i < len(text) && text[i] == quote[0] {
			end := closing(text[i+1:], quote[0])
			if end < 0 {
				return 0, -1
			}
			i += 1 + end + 1
			if i < len(text) && text[i] != delimiter && text[i] != '\n' && text[i] != '\r' {
				return -1, lineLength(text, i)
			}
		}
		for start := i; i < len(text) && text[i] != delimiter && text[i] != '\n'; i++ {
			if quote != "" && text[i] == quote[0] && i >= start {
				return -1, lineLength(text, i)
			}
		}
		if i >= len(text) || text[i] == '\n' {
			return fields, min(i+1, len(text))
		}
		i++ // the delimiter
	}
}

// closing returns where the quote is that ends a field; two of them are one within it.
func closing(text []byte, quote byte) int {
	for i := 0; ; i += 2 {
		n := bytes.IndexByte(text[i:], quote)
		if n < 0 {
			return -1
		}
		if i += n; i+1 >= len(text) || text[i+1] != quote {
			return i
		}
	}
}

func lineLength(text []byte, from int) int {
	n := bytes.IndexByte(text[from:], '\n')
	if n < 0 {
		return len(text)
	}
	return from + n + 1
}
