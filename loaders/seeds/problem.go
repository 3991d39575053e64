package seeds

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Kind says what is the matter with lines of a seed.
type Kind string

const (
	Encoding Kind = "encoding"     // not in UTF-8; read as Windows-1252
	Header   Kind = "header"       // names that cannot stay as they are
	Types    Kind = "column_types" // the project gives a type to a column that is not there
	Short    Kind = "short"        // too few fields; NULL is put in for the others
	Blank    Kind = "blank"        // nothing at all; a row of NULLs
	Long     Kind = "long"         // too many fields; left out
)

// words tell what a kind means.
var words = map[Kind]string{
	Encoding: "$LINES not in UTF-8, which dbt refuses; the file is read as Windows-1252",
	Header:   "names in the header are changed, as dbt does",
	Types:    "its column_types do not fit the header",
	Short:    "$LINES with too few fields, filled with NULL as dbt does",
	Blank:    "$LINES without anything, rows of NULLs as in dbt",
	Long:     "$LINES with too many fields left out; dbt refuses the whole seed",
}

// Problem is lines of a seed that do not fit, all of one kind.
type Problem struct {
	Seed    string // the table's name
	Shown   string // the file, as errors have it
	Kind    Kind
	Lines   int64  // how many lines; 0 if it is about none
	First   []Line // the first few of them
	Dropped bool   // the lines are no rows of the table
}

// Line is one line of a file, or the first of a row that has several.
type Line struct {
	Number int    // from 1; 0 if it is about none
	Reason string // what is the matter with it
	Text   string // the beginning of it, safe to show
}

// String returns the problem on one line, with the first of the lines.
func (p Problem) String() string {
	text := p.Shown + ": " + strings.Replace(words[p.Kind], "$LINES", report.Units(p.Lines, "line"), 1)
	for i, l := range p.First {
		text += [2]string{": ", "; "}[min(i, 1)]
		if l.Number > 0 {
			text += fmt.Sprintf("line %d: ", l.Number)
		}
		text += l.Reason
	}
	if more := p.Lines - int64(len(p.First)); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// firstFew is how many lines of a problem are kept in words.
const firstFew = 5

// problems are those of one seed, in the order in which they came up.
type problems struct {
	seed Seed
	list []Problem
}

// add counts a line. What is not about a line has the number 0.
func (p *problems) add(kind Kind, line int, text []byte, reason string, args ...any) {
	i := slices.IndexFunc(p.list, func(q Problem) bool { return q.Kind == kind })
	if i < 0 {
		i = len(p.list)
		p.list = append(p.list, Problem{Seed: p.seed.Name, Shown: p.seed.Shown, Kind: kind, Dropped: kind == Long})
	}
	q := &p.list[i]
	if line > 0 {
		q.Lines++
	}
	if len(q.First) < firstFew {
		q.First = append(q.First, Line{line, form.Visible(fmt.Sprintf(reason, args...)), shown(string(text))})
	}
}

// dropped is how many lines were left out.
func (p *problems) dropped() (n int64) {
	for _, q := range p.list {
		if q.Dropped {
			n += q.Lines
		}
	}
	return n
}

const excerpt = 120 // bytes of a text that are shown

// excerptOf returns the beginning of a line.
func excerptOf(line []byte) []byte { return line[:min(len(line), excerpt+utf8.UTFMax)] }

// shown returns the beginning of a text on one line, safe for terminals.
func shown(text string) string {
	text = strings.TrimSuffix(text, "\n")
	if len(text) <= excerpt {
		return form.Visible(text)
	}
	end := excerpt
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return form.Visible(text[:end]) + "…"
}
