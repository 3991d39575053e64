package report

import (
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// KindGlyph returns the sign of a class of rows that differ. It is never printed without the kind's word.
func KindGlyph(k diff.Kind) string {
	switch k {
	case diff.Renumbered:
		return GlyphTie
	case diff.Reattached:
		return "⇄"
	case diff.Changed:
		return "~"
	case diff.Removed:
		return "−"
	case diff.Added:
		return "+"
	}
	return "?"
}

// KindMeaning says what happened to the rows of a kind.
func KindMeaning(k diff.Kind) string {
	switch k {
	case diff.Renumbered:
		return "equal but for row numbers"
	case diff.Reattached:
		return "own columns agree, joined ones differ"
	case diff.Changed:
		return "in both, with other values"
	case diff.Removed:
		return "only in A"
	case diff.Added:
		return "only in B"
	}
	return string(k)
}

// moveWord returns a move as reports call it.
func moveWord(m trace.Move) string {
	if m == trace.Fanned {
		return "fan-out"
	}
	return string(m)
}

// MoveGlyph returns the sign of a part: that of the class which it left or went to, where it has one.
func MoveGlyph(p trace.Part) string {
	if c := MoveClass(p); c != "" {
		return Glyph(c)
	}
	switch p.Move {
	case trace.New, trace.Entered:
		return "+"
	case trace.Gone, trace.Exited:
		return "−"
	case trace.Regrouped:
		return GlyphRegroup
	}
	return GlyphFanOut
}

// MoveClass returns the class of the cause that rows went to, else of the one that they left; empty where there is none.
func MoveClass(p trace.Part) trace.Class {
	switch {
	case p.To != nil:
		return p.To.Class
	case p.From != nil:
		return p.From.Class
	}
	return ""
}

// fateLabel returns a fate's label, or the best there is.
func fateLabel(f *trace.Fate) string {
	if f.Label != "" {
		return f.Label
	}
	return f.Cause
}

// MoveText says what a part's rows are, and where it happened to them; where may be empty.
func MoveText(p trace.Part, unit string) (what, where string) {
	units := trace.Plural(unit)
	switch p.Move {
	case trace.New, trace.Entered:
		born := units + " that only B has"
		if p.Move == trace.Entered {
			born = units + " that only B has in the slice"
		}
		if p.To != nil {
			return fateLabel(p.To), born + ", dropped at " + p.To.Step
		}
		return born, ""
	case trace.Gone, trace.Exited:
		born := units + " that only A has"
		if p.Move == trace.Exited {
			born = units + " that only A has in the slice"
		}
		if p.From != nil {
			return fateLabel(p.From), born + ", dropped at " + p.From.Step
		}
		return born, ""
	}
	switch {
	case p.Move == trace.Fanned:
		return units + " that reach the number in another count of rows", ""
	case p.Move == trace.Regrouped:
		return units + " that reach the number in both, in another of its rows", ""
	case p.From != nil && p.To != nil:
		what = fateLabel(p.From) + " → " + fateLabel(p.To)
		if fateLabel(p.From) == fateLabel(p.To) {
			what = fateLabel(p.To)
		}
		where = "dropped at " + p.To.Step
		if p.From.Step != p.To.Step {
			where = "dropped at " + p.From.Step + " in A, at " + p.To.Step + " in B"
		}
		return what, where
	case p.From != nil:
		return fateLabel(p.From), "dropped at " + p.From.Step + " in A, reach the number in B"
	case p.To != nil:
		return fateLabel(p.To), "reached the number in A, dropped at " + p.To.Step + " in B"
	}
	return string(p.Move), ""
}

// numberName returns what the number is called.
func numberName(label string) string {
	if label == "" {
		return "the number"
	}
	return label
}

// sideName returns a side as headings have it.
func sideName(s diff.Side) string {
	name := s.Snapshot
	if name == "" {
		name = "(unnamed)"
	}
	if s.Synthetic {
		name += " (synthetic data)"
	}
	return name
}

// relative returns a change from a to b as a percentage in brackets, with a space before it; empty where there is none.
func relative(a, b float64) string {
	if a == 0 || a == b {
		return ""
	}
	p := 100 * (b - a) / abs(a)
	if abs(p) < 0.05 {
		return " (less than 0.1%)"
	}
	s := Amount(float64(int64(abs(p)*10+0.5)) / 10)
	if p < 0 {
		return " (−" + s + "%)"
	}
	return " (+" + s + "%)"
}

// schemaText says what happened to a column.
func schemaText(c diff.SchemaChange) (kind, text string) {
	switch {
	case c.Types[0] == "":
		return "added", "only in B: " + c.Types[1]
	case c.Types[1] == "":
		return "removed", "only in A: " + c.Types[0]
	}
	return "retyped", c.Types[0] + " → " + c.Types[1]
}

// schemaGlyph returns the sign of a kind of schema change.
func schemaGlyph(kind string) string {
	switch kind {
	case "added":
		return "+"
	case "removed":
		return "−"
	}
	return "~"
}

// tableKind says whether a relation is a table of the snapshots or a model over them.
func tableKind(t diff.Table) string {
	if t.Model {
		return "model"
	}
	return "table"
}

// tableNews returns what differs in a table in a few words: "44 added, 5 changed, 1 column".
func tableNews(t diff.Table) string {
	switch {
	case t.Missing[0]:
		return "only in B, " + Units(t.Rows[1], "row")
	case t.Missing[1]:
		return "only in A, " + Units(t.Rows[0], "row")
	}
	var parts []string
	for _, k := range diff.Kinds() {
		if n := t.Of(k).Rows; n > 0 {
			parts = append(parts, Count(n)+" "+string(k))
		}
	}
	if n := len(t.Schema); n > 0 {
		parts = append(parts, Units(int64(n), "schema change"))
	}
	return strings.Join(parts, ", ")
}

// numberingText says why rows have other numbers. SQL and names are set off by quote.
func numberingText(n diff.Numbering, quote func(string) string) string {
	at := ""
	if n.Pos.Line > 0 {
		at = " at " + quote(n.Pos.String())
	} else if n.Model != "" {
		at = " in " + quote(n.Model)
	}
	s := quote(n.Column) + " is numbered by " + quote(orderBy(n.Order)) + at
	if !n.Known {
		return s + fmt.Sprintf(": %s another number; ties could not be told from shifts, as the values it orders by are not among the columns",
			haveRows(n.Swapped+n.Shifted))
	}
	sep := ": "
	if n.Swapped > 0 {
		s += fmt.Sprintf(", which lacks a tie-break: %s places with rows that tie (%s)", swapRows(n.Swapped), Units(n.Groups, "tie group"))
		sep = "; "
	}
	if n.Shifted > 0 {
		s += sep + Units(n.Shifted, "row") + " shifted, as rows before them came or went"
	}
	return s
}

// orderBy returns an ORDER BY's expressions as SQL.
func orderBy(s string) string { return order(trace.Tie{Order: s}) }

func haveRows(n int64) string {
	if n == 1 {
		return "1 row has"
	}
	return Count(n) + " rows have"
}

func swapRows(n int64) string {
	if n == 1 {
		return "1 row swapped"
	}
	return Count(n) + " rows swapped"
}

// rowName names a sample by its places in the two sides.
func rowName(s diff.Sample) string {
	a, b := s.Row[0], s.Row[1]
	switch {
	case a < 0 && b < 0:
		return "row"
	case b < 0:
		return "row " + Count(a) + " of A"
	case a < 0:
		return "row " + Count(b) + " of B"
	case a == b:
		return "row " + Count(a)
	}
	return "row " + Count(a) + " → " + Count(b)
}

// columnName returns a column's name by its index; samples may come with fewer columns than they say.
func columnName(t diff.Table, i int) string {
	if i >= 0 && i < len(t.Columns) {
		return t.Columns[i].Name
	}
	return "column " + strconv.Itoa(i+1)
}

// columnCounts returns the columns that differ most with their counts, at most limit of them, and says how many are left.
func columnCounts(cs []diff.ColumnCount, limit int, quote func(string) string) string {
	var parts []string
	for i, c := range cs {
		if i == limit {
			parts = append(parts, fmt.Sprintf("and %s", Units(int64(len(cs)-limit), "more column")))
			break
		}
		parts = append(parts, quote(c.Column)+" ("+Count(c.Rows)+")")
	}
	return strings.Join(parts, ", ")
}

// titledDiff returns what the compared chain is called; empty without a chain.
func titledDiff(d *diff.Diff) string {
	if d.Title != "" {
		return d.Title
	}
	return d.Chain
}
