package diffs

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
)

// KindGlyph returns the sign of a class of rows that differ. It is never printed without the kind's word.
func KindGlyph(k diff.Kind) string {
	switch k {
	case diff.Renumbered:
		return report.GlyphTie
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

// MoveWord returns a move as reports call it.
func MoveWord(m trace.Move) string {
	if m == trace.Fanned {
		return "fan-out"
	}
	return string(m)
}

// MoveGlyph returns the sign of a part: that of the class which it left or went to, where it has one.
func MoveGlyph(p trace.Part) string {
	if c := MoveClass(p); c != "" {
		return report.Glyph(c)
	}
	switch p.Move {
	case trace.New, trace.Entered:
		return "+"
	case trace.Gone, trace.Exited:
		return "−"
	case trace.Regrouped:
		return report.GlyphRegroup
	}
	return report.GlyphFanOut
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
func fateLabel(f *trace.Fate) string { return cmp.Or(f.Label, f.Cause) }

// MoveMeaning says what the rows of a move are, whatever they are called.
func MoveMeaning(m trace.Move, units string) string {
	switch m {
	case trace.New:
		return units + " that only B has"
	case trace.Gone:
		return units + " that only A has"
	case trace.Entered:
		return units + " in both, but only in B within the slice"
	case trace.Exited:
		return units + " in both, but only in A within the slice"
	case trace.Gained:
		return units + " dropped in A that reach the number in B"
	case trace.Lost:
		return units + " that reached the number in A, dropped in B"
	case trace.Moved:
		return units + " dropped in both, by different causes"
	case trace.Fanned:
		return units + " that reach the number in another count of rows"
	case trace.Regrouped:
		return units + " that reach the number in both, in another of its rows"
	}
	return units
}

// FateText is where a part's rows are on a side, 0 or 1, in a few words.
func FateText(p trace.Part, side int) string {
	f := [2]*trace.Fate{p.From, p.To}[side]
	switch {
	case f != nil:
		if p.From != nil && p.To != nil && p.From.Label == p.To.Label {
			return fateLabel(f) + " at " + f.Step
		}
		return fateLabel(f)
	case side == 0 && p.Move == trace.New:
		return "not in A"
	case side == 1 && p.Move == trace.Gone:
		return "not in B"
	case side == 0 && p.Move == trace.Entered, side == 1 && p.Move == trace.Exited:
		if p.Beyond != nil {
			return "not in the slice: " + fateLabel(p.Beyond)
		}
		return "not in the slice: the number, with another value"
	case side == 1 && (p.Move == trace.Fanned || p.Move == trace.Regrouped):
		return "the number, in other rows"
	}
	return "the number"
}

// FateWords is the same in a sentence, with step, class and cause.
func FateWords(p trace.Part, side int) string {
	f := [2]*trace.Fate{p.From, p.To}[side]
	if f == nil {
		switch text := FateText(p, side); text {
		case "the number", "the number, in other rows":
			return "they reach " + text
		default:
			return "they are " + text
		}
	}
	text := "dropped at " + f.Step + " · " + report.Glyph(f.Class) + " " + string(f.Class) + ": " + fateLabel(f)
	if f.Kind != "" {
		text += " (" + string(f.Kind) + ")"
	}
	return text
}

// MoveText says what a part's rows are, and where it happened to them; where may be empty.
func MoveText(p trace.Part, unit string) (what, where string) {
	units := trace.Plural(unit)
	switch p.Move {
	case trace.New, trace.Entered:
		if p.To != nil {
			return fateLabel(p.To), MoveMeaning(p.Move, units) + ", dropped at " + p.To.Step + beyond(p)
		}
		return MoveMeaning(p.Move, units), strings.TrimPrefix(beyond(p), "; ")
	case trace.Gone, trace.Exited:
		if p.From != nil {
			return fateLabel(p.From), MoveMeaning(p.Move, units) + ", dropped at " + p.From.Step + beyond(p)
		}
		return MoveMeaning(p.Move, units), strings.TrimPrefix(beyond(p), "; ")
	case trace.Fanned, trace.Regrouped:
		return MoveMeaning(p.Move, units), ""
	}
	switch {
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

// beyond says of rows that entered or left the slice where the other side has them, after a semicolon; empty of others.
func beyond(p trace.Part) string {
	side := "B"
	switch p.Move {
	case trace.Entered:
		side = "A"
	case trace.Exited:
	default:
		return ""
	}
	if p.Beyond == nil {
		return "; " + side + " has them in another slice, where they reach the number"
	}
	return "; in " + side + " dropped at " + p.Beyond.Step + ": " + fateLabel(p.Beyond)
}

// SideName returns a side as headings have it.
func SideName(s diff.Side) string {
	name := orUnnamed(s.Snapshot)
	if s.Synthetic {
		name += " (synthetic data)"
	}
	return name
}

// asOfText says what time it was for the models of a side; empty if none asks.
func asOfText(s diff.Side) string {
	switch {
	case s.AsOf.Moment.IsZero():
		return ""
	case s.AsOf.By == "":
		return "as of " + trace.MomentText(s.AsOf.Moment) + ", the moment of the run"
	}
	return "as of " + trace.MomentText(s.AsOf.Moment)
}

// relative returns a change from a to b as a percentage in brackets, with a space before it; empty where there is none.
func relative(a, b float64) string {
	if a == 0 || a == b {
		return ""
	}
	p := 100 * (b - a) / math.Abs(a)
	if math.Abs(p) < 0.05 {
		return " (less than 0.1%)"
	}
	s := report.Amount(float64(int64(math.Abs(p)*10+0.5)) / 10)
	if p < 0 {
		return " (−" + s + "%)"
	}
	return " (+" + s + "%)"
}

// SchemaText says what happened to a column.
func SchemaText(c diff.SchemaChange) (kind, text string) {
	switch {
	case c.Types[0] == "":
		return "added", "only in B: " + c.Types[1]
	case c.Types[1] == "":
		return "removed", "only in A: " + c.Types[0]
	}
	return "retyped", c.Types[0] + " → " + c.Types[1]
}

// SchemaGlyph returns the sign of a kind of schema change.
func SchemaGlyph(kind string) string {
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
		return "only in B, " + report.Units(t.Rows[1], "row")
	case t.Missing[1]:
		return "only in A, " + report.Units(t.Rows[0], "row")
	}
	var parts []string
	for _, k := range diff.Kinds() {
		if n := t.Of(k).Rows; n > 0 {
			parts = append(parts, report.Count(n)+" "+string(k))
		}
	}
	if n := len(t.Schema); n > 0 {
		parts = append(parts, report.Units(int64(n), "schema change"))
	}
	return strings.Join(parts, ", ")
}

// NumberingText says why rows have other numbers.
func NumberingText(n diff.Numbering) string { return numberingText(n, plain) }

// NumberingShort is the same in a few words.
func NumberingShort(n diff.Numbering) string {
	switch {
	case !n.Known:
		return n.Column + " by " + report.OrderBy(n.Order)
	case n.Swapped > 0:
		return report.Count(n.Swapped) + " swapped in ties, " + report.Count(n.Shifted) + " shifted"
	}
	return report.Count(n.Shifted) + " shifted, as rows before them came or went"
}

func numberingText[T ~string](n diff.Numbering, w writing[T]) T {
	var at T
	if n.Pos.Line > 0 {
		at = " at " + w.code(n.Pos.String())
	} else if n.Model != "" {
		at = " in " + w.code(n.Model)
	}
	s := w.code(n.Column) + " is numbered by " + w.code(report.OrderBy(n.Order)) + at
	if !n.Known {
		return s + ": " + w.words(haveRows(n.Swapped+n.Shifted)) + " another number; ties could not be told from shifts, as the values it orders by are not among the columns"
	}
	sep := T(": ")
	if n.Swapped > 0 {
		s += ", which lacks a tie-break: " + w.words(swapRows(n.Swapped)) + " places with rows that tie (" + w.words(report.Units(n.Groups, "tie group")) + ")"
		sep = "; "
	}
	if n.Shifted > 0 {
		s += sep + w.words(report.Units(n.Shifted, "row")) + " shifted, as rows before them came or went"
	}
	return s
}

func haveRows(n int64) string {
	if n == 1 {
		return "1 row has"
	}
	return report.Count(n) + " rows have"
}

func swapRows(n int64) string {
	if n == 1 {
		return "1 row swapped"
	}
	return report.Count(n) + " rows swapped"
}

// rowName names a sample by its places in the two sides.
func rowName(s diff.Sample) string {
	a, b := s.Row[0], s.Row[1]
	switch {
	case a < 0 && b < 0:
		return "row"
	case b < 0:
		return "row " + report.Count(a) + " of A"
	case a < 0:
		return "row " + report.Count(b) + " of B"
	case a == b:
		return "row " + report.Count(a)
	}
	return "row " + report.Count(a) + " → " + report.Count(b)
}

// columnName returns a column's name by its index; samples may come with fewer columns than they say.
func columnName(t diff.Table, i int) string {
	if i >= 0 && i < len(t.Columns) {
		return t.Columns[i].Name
	}
	return "column " + strconv.Itoa(i+1)
}

// ColumnCounts returns the columns that differ most with their counts, at most limit of them, and says how many are left.
func ColumnCounts(cs []diff.ColumnCount, limit int) string { return columnCounts(cs, limit, plain) }

func columnCounts[T ~string](cs []diff.ColumnCount, limit int, w writing[T]) T {
	var s T
	for i, c := range cs {
		if i > 0 {
			s += ", "
		}
		if i == limit {
			return s + "and " + w.words(report.Units(int64(len(cs)-limit), "more column"))
		}
		s += w.code(c.Column) + " (" + w.words(report.Count(c.Rows)) + ")"
	}
	return s
}

// titledDiff returns what the compared chain is called; empty without a chain.
func titledDiff(d *diff.Diff) string {
	return cmp.Or(d.Title, d.Chain)
}

// TablesTitle is the heading of the tables and models. They are compared whole; where the number is not, it says so.
func TablesTitle(d *diff.Diff) string {
	if d.Bridge == nil || d.Slice == "" || d.Slice == "all" {
		return "Tables and models"
	}
	return "Tables and models, whole: " + d.Slice + " is a slice of the number alone"
}
