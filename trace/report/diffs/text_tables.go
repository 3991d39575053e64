package diffs

import (
	"fmt"
	"strings"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// How much of a diff is shown to people. What is left out is said; CSV and JSON have all of it.
const (
	shownColumns = 8   // of a class
	shownSchema  = 20  // of a table
	shownSamples = 5   // of a class
	shownTies    = 5   // of a numbering
	shownContext = 3   // columns that say which row a changed one is
	shownSingle  = 8   // columns of a row that only one side has
	shownChanged = 12  // columns of a sample that differ
	shownText    = 80  // characters of a value at a terminal
	shownPage    = 160 // and on a page
)

// tables prints a block for each table and model that differs, and names the others.
func (t *diffLayout) tables(d *diff.Diff) {
	if len(d.Tables) == 0 {
		return
	}
	t.title(TablesTitle(d))
	var same []string
	for _, table := range d.Tables {
		if table.Equal() && len(table.Notes) == 0 {
			same = append(same, table.Name+" ("+report.Units(table.Rows[1], "row")+")")
			continue
		}
		t.table(table, keyOf(d))
	}
	if len(same) > 0 {
		t.hanging(2, 2, "= the same: "+strings.Join(same, ", "), form.Muted)
	}
}

func (t *diffLayout) table(table diff.Table, key []string) {
	head := table.Name + " · " + tableKind(table)
	if !table.Missing[0] && !table.Missing[1] {
		head += " · " + rowsText(table)
	}
	t.hanging(2, 2, head, form.Step)
	if table.Missing[0] || table.Missing[1] {
		t.wide(report.Indent, tableNews(table), form.Warn)
	}
	for i, c := range table.Schema {
		if i == shownSchema {
			t.under(fmt.Sprintf("and %s", report.Units(int64(len(table.Schema)-i), "more schema change")), form.Muted)
			break
		}
		kind, text := SchemaText(c)
		t.hanging(report.Indent, 2+kindWidth, SchemaGlyph(kind)+" "+form.Pad("column", kindWidth)+c.Column+"  "+text, form.Warn)
	}
	if !table.Missing[0] && !table.Missing[1] {
		all := max(table.Rows[0], table.Rows[1])
		t.item("=", "same", "rows that are in both", report.Count(table.Same), report.Bar(table.Same, all, t.Bar), report.Percent(table.Same, all), form.Muted)
		for _, c := range table.Classes {
			t.class(table, c, all, key)
		}
	}
	if table.Matching != "" && pairs(table) {
		t.hanging(report.Indent, 2, "rows that differ were paired "+table.Matching, form.Muted)
	}
	for _, n := range table.Notes {
		t.hanging(report.Indent, 2, report.GlyphNote+" "+n, form.Warn)
	}
	t.Gap()
}

// rowsText says how many rows a table has on both sides.
func rowsText(t diff.Table) string {
	if t.Rows[0] == t.Rows[1] {
		return report.Units(t.Rows[0], "row")
	}
	return fmt.Sprintf("%s → %s (%s)", report.Count(t.Rows[0]), report.Units(t.Rows[1], "row"), report.Signed(t.Rows[1]-t.Rows[0]))
}

// pairs reports whether rows that differ were paired at all.
func pairs(t diff.Table) bool {
	return t.Of(diff.Reattached).Rows+t.Of(diff.Changed).Rows > 0
}

func (t *diffLayout) class(table diff.Table, c diff.Class, all int64, key []string) {
	t.item(KindGlyph(c.Kind), string(c.Kind), KindMeaning(c.Kind), report.Count(c.Rows), report.Bar(c.Rows, all, t.Bar), report.Percent(c.Rows, all), kindStyle(c.Kind))
	if len(c.Columns) > 0 {
		t.under("in "+ColumnCounts(c.Columns, shownColumns), "")
	}
	for _, n := range c.Numbering {
		t.under(NumberingText(n), form.Warn)
		for i, tie := range n.Ties {
			if i == shownTies {
				break
			}
			t.under("  "+TieText(n, tie), form.Muted)
		}
	}
	for i, s := range c.Samples {
		if i == shownSamples {
			break
		}
		t.sample(table, s, key)
	}
	if left := c.Rows - int64(min(len(c.Samples), shownSamples)); left > 0 && len(c.Samples) > 0 {
		t.wide(report.Indent+2, "… and "+report.Units(left, "more row"), form.Muted)
	}
}

// TieText names a tie group by the values that its rows share.
func TieText(n diff.Numbering, tie diff.TieGroup) string {
	var key []string
	for _, v := range tie.Key {
		key = append(key, excerpt(v, 40))
	}
	return fmt.Sprintf("%s = %s: %s tie, %s swapped", strings.TrimPrefix(n.Order, "ORDER BY "), strings.Join(key, ", "), report.Units(tie.Rows, "row"), report.Count(tie.Swapped))
}

func kindStyle(k diff.Kind) form.Style {
	switch k {
	case diff.Renumbered:
		return form.Muted
	case diff.Reattached:
		return form.Warn
	}
	return ""
}

// sample prints a row that differs: which it is, and under it each column that differs with both values.
func (t *diffLayout) sample(table diff.Table, s diff.Sample, key []string) {
	const in = report.Indent + 2
	limit := shownContext
	pair := has(s, 0) && has(s, 1)
	if !pair {
		limit = shownSingle
	}
	columns, others := telling(table, s, key, limit)
	line := rowName(s)
	for _, i := range columns {
		line += " · " + columnName(table, i) + "=" + excerpt(valueOf(s, sideOf(s), i), shownText/2)
	}
	if !pair && others > 0 {
		line += " · and " + report.Units(int64(others), "more column")
	}
	t.hanging(in, 4, line, form.Muted)
	if !pair {
		return
	}
	width := 0
	for i, c := range s.Changed {
		if i < shownChanged {
			width = max(width, min(form.Width(columnName(table, c)), min(28, t.screen/4)))
		}
	}
	for i, c := range s.Changed {
		if i == shownChanged {
			t.wide(in+4, "and "+report.Units(int64(len(s.Changed)-i), "more column")+" that differ", form.Muted)
			break
		}
		was, is := excerpts(valueOf(s, 0, c), valueOf(s, 1, c), shownText)
		t.hanging(in+4, width+2, form.Pad(columnName(table, c), width)+"  "+was+" → "+is, "")
	}
}
