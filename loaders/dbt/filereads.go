package dbt

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"funneltrace/loaders/freeze"
	"funneltrace/loaders/ident"
	"funneltrace/trace/sqltree"
)

// fileRead is a part of SQL that reads files: read_csv('data/a.csv', delim = ';'), or 'data/a.csv' alone behind FROM.
type fileRead struct {
	from, to int // in the SQL
	function string
	paths    []string
	options  string
	alias    string // what columns can be called by, where the SQL gives no name; empty where it does
	bad      error  // why it cannot be followed
}

// key tells reads apart: what gives the same table has the same.
func (r fileRead) key() string {
	return fmt.Sprintf("%s(%q, %s)", strings.ToLower(r.function), r.paths, r.options)
}

// shown is the read in the words of the project, in short.
func (r fileRead) shown() string { return strings.Join(r.paths, ", ") }

// functions that read data files by the endings of their names, packed or not, as the engine takes a path alone.
var fileEndings = map[string]string{
	".csv": "read_csv_auto", ".tsv": "read_csv_auto", ".parquet": "read_parquet", ".json": "read_json_auto", ".jsonl": "read_json_auto", ".ndjson": "read_json_auto",
}

// endingOf is the function that reads a path, or "".
func endingOf(file string) string {
	file = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(file), ".gz"), ".zst")
	return fileEndings[path.Ext(file)]
}

// mayRead is a quick look at SQL that says whether a closer one is worth while.
var mayRead = regexp.MustCompile(`(?i)read_|parquet_scan|\.(csv|tsv|parquet|json|jsonl|ndjson)(\.gz|\.zst)?['"]`)

// fileReads finds where SQL reads files. Texts and comments are passed over.
func fileReads(sql string) []fileRead {
	if !mayRead.MatchString(sql) {
		return nil
	}
	var out []fileRead
	before := []string{"", ""} // the two words or marks before
	lists := []bool{false}     // of each bracket that is open: whether tables are listed there
	for i := 0; i < len(sql); {
		if j := skipBlank(sql, i); j > i {
			i = j
			continue
		}
		start := i
		word := ""
		switch c := sql[i]; {
		case c == '\'' || c == '"': // the engine takes either for a file
			var text string
			if text, i = literal(sql, i); standsForTable(before, lists[len(lists)-1]) && endingOf(text) != "" && !strings.HasPrefix(sql[i:], ".") {
				out = append(out, pathAlone(text, start, i).named(sql))
			}
			word = string(c)
		case sqltree.WordByte(c):
			for i < len(sql) && sqltree.WordByte(sql[i]) {
				i++
			}
			word = strings.ToLower(sql[start:i])
			open := skipBlank(sql, i)
			if slices.Contains(freeze.FileFunctions, word) && open < len(sql) && sql[open] == '(' && before[1] != "." {
				r := call(sql, word, open)
				r.from = start
				out = append(out, r.named(sql))
				i = r.to
			}
		default:
			i++
			word = string(c)
		}
		lists = follow(lists, word, before[1])
		before = []string{before[1], word}
	}
	return out
}

// standsForTable reports whether a text behind these two words can be a table, in a list of tables or elsewhere.
func standsForTable(before []string, listed bool) bool {
	return before[1] == "join" || before[1] == "from" && before[0] != "distinct" || before[1] == "," && listed
}

// endOfTables are the words that end a list of tables.
var endOfTables = []string{"select", "where", "group", "order", "having", "limit", "offset", "qualify", "window", "union", "intersect", "except", "on", "using", "set", "values"}

// follow notes whether tables are listed behind a word.
func follow(lists []bool, word, before string) []bool {
	last := len(lists) - 1
	switch {
	case word == "(":
		return append(lists, false)
	case word == ")" && last > 0:
		return lists[:last]
	case word == "from":
		lists[last] = before != "distinct"
	case slices.Contains(endOfTables, word):
		lists[last] = false
	}
	return lists
}

// named is the read without its alias if the SQL gives it another name.
func (r fileRead) named(sql string) fileRead {
	i := skipBlank(sql, r.to)
	end := i
	for end < len(sql) && sqltree.WordByte(sql[end]) {
		end++
	}
	word := strings.ToLower(sql[i:end])
	if i < len(sql) && sql[i] == '"' || word == "as" || word != "" && !ident.IsWord(word) && !slices.Contains(afterTable, word) {
		r.alias = ""
	}
	return r
}

// afterTable are the words that may stand behind a table and are a name elsewhere.
var afterTable = []string{"except", "sample", "at", "for", "on", "set", "qualify", "window", "positional"}

// call reads the call of a function whose bracket opens at open. Only literals can be followed.
func call(sql, function string, open int) fileRead {
	r := fileRead{function: function, alias: function}
	closing := bracketEnd(sql, open)
	if closing < 0 {
		r.to, r.bad = len(sql), errors.New("its bracket is never closed")
		return r
	}
	r.to = closing + 1
	i := skipBlank(sql, open+1)
	switch {
	case i < closing && sql[i] == '\'':
		text, end := literal(sql, i)
		r.paths, i = []string{text}, end
	case i < closing && sql[i] == '[':
		for i++; ; {
			if i = skipBlank(sql, i); i >= closing || sql[i] != '\'' {
				break
			}
			text, end := literal(sql, i)
			r.paths = append(r.paths, text)
			if i = skipBlank(sql, end); i < closing && sql[i] == ',' {
				i++
			}
		}
		if i < closing && sql[i] == ']' {
			i++
		} else {
			r.paths = nil
		}
	}
	if i = skipBlank(sql, i); len(r.paths) == 0 || i < closing && sql[i] != ',' {
		r.bad = errors.New("its files are no plain texts")
		return r
	}
	if i < closing {
		r.options = strings.TrimSpace(sql[i+1 : closing])
		r.bad = checkOptions(r.options)
	}
	return r
}

// checkOptions refuses what is no literal: the options are run by themselves.
func checkOptions(sql string) error {
	for i := 0; i < len(sql); {
		switch c := sql[i]; {
		case c == '\'':
			_, i = literal(sql, i)
		case c == '"':
			i = quotedEnd(sql, i)
		case sqltree.WordByte(c):
			start := i
			for i < len(sql) && sqltree.WordByte(sql[i]) {
				i++
			}
			if strings.EqualFold(sql[start:i], "filename") {
				return errors.New("its option filename would give other paths here")
			}
		case strings.IndexByte("=:>,.[]{}-+ \t\r\n", c) >= 0 && !strings.HasPrefix(sql[i:], "--"):
			i++
		default:
			return errors.New("its options are no plain values")
		}
	}
	return nil
}

// pathAlone is the read of a path behind FROM.
func pathAlone(text string, from, to int) fileRead {
	r := fileRead{from: from, to: to, function: endingOf(text), paths: []string{text}, alias: endingOf(text)}
	if !strings.ContainsAny(text, "*?[") {
		r.alias = stem(strings.TrimSuffix(strings.TrimSuffix(text, ".gz"), ".zst"))
	}
	return r
}

// literal reads the text or quoted name that begins at i, and returns where it ends.
func literal(sql string, i int) (text string, end int) {
	quote := sql[i]
	var b strings.Builder
	for i++; i < len(sql); i++ {
		if sql[i] == quote {
			if i+1 < len(sql) && sql[i+1] == quote {
				i++
			} else {
				return b.String(), i + 1
			}
		}
		b.WriteByte(sql[i])
	}
	return b.String(), len(sql)
}

// quotedEnd is where the quoted name that begins at i ends.
func quotedEnd(sql string, i int) int {
	if n := strings.IndexByte(sql[i+1:], sql[i]); n >= 0 {
		return i + n + 2
	}
	return len(sql)
}

// bracketEnd is where the bracket that opens at i closes, or -1.
func bracketEnd(sql string, i int) int {
	depth := 0
	for i < len(sql) {
		if j := skipBlank(sql, i); j > i {
			i = j
			continue
		}
		switch sql[i] {
		case '\'':
			_, i = literal(sql, i)
			continue
		case '"':
			i = quotedEnd(sql, i)
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
		i++
	}
	return -1
}
