package diffs

import (
	"fmt"
	"strings"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// DeterminismText returns a check for people at a terminal: the verdict, how each model came out, which ORDER BY is to
// blame and what fixes it, and how it was tested.
func DeterminismText(d *diff.Determinism, s form.Screen) []byte {
	num := 9
	for _, m := range d.Models {
		num = max(num, form.Width(report.Count(m.Rows))+1)
	}
	t := newWideLayout(num, s)
	t.hanging(0, 2, Verdict(d), form.Title)
	t.Words(0, "chain "+d.Chain+" · "+SideName(diff.Side{Snapshot: d.Snapshot, Synthetic: d.Synthetic}), form.Muted)
	t.title("Models")
	for _, m := range d.Models {
		t.model(m)
	}
	if len(d.Blames) > 0 {
		t.title("To blame")
	}
	for i, b := range d.Blames {
		if i > 0 {
			t.Line("", "")
		}
		t.hanging(2, 2, blameText(b, plain), form.Warn)
		for j, line := range fixText(b, plain) {
			style := form.Plain
			if j == 0 {
				style = form.Step
			}
			t.hanging(report.Indent, 2, line, style)
		}
	}
	t.title("How it was tested")
	t.hanging(2, 2, "the chain was built once, and then again, each time compared with the first build", "")
	for i, r := range d.Rebuilds {
		line := fmt.Sprintf("rebuild %d: %s", i+1, rebuildText(r))
		if i < len(d.Number.Values) {
			line += fmt.Sprintf("; %s %s", report.NumberName(d.Number.Label), report.Amount(d.Number.Values[i]))
		}
		t.hanging(report.Indent, 2, line, "")
	}
	report.Footer(t.Text, clockNotes(d), determinismProvenance(d))
	return t.Bytes()
}

func (t *diffLayout) model(m diff.ModelCheck) {
	sign, style := "✓", form.Plain
	if !m.Reproducible() {
		sign, style = "✗", form.Loss
	}
	head := sign + " " + m.Model + " · " + report.Units(m.Rows, "row") + " · " + modelText(m)
	t.hanging(2, 2, head, style)
	for _, s := range spreads(m) {
		text := KindMeaning(s.kind)
		if s.least != s.most {
			text += ", " + s.over()
		}
		t.item(KindGlyph(s.kind), string(s.kind), text, report.Count(s.worst), report.Bar(s.worst, m.Rows, t.Bar), report.Percent(s.worst, m.Rows), "")
	}
	if m.Reproducible() || len(m.Diffs) == 0 {
		return
	}
	worst := m.Diffs[m.Worst()]
	for _, c := range worst.Classes {
		if len(c.Columns) > 0 && c.Kind != diff.Renumbered {
			t.hanging(report.Indent, 2, string(c.Kind)+" in "+ColumnCounts(c.Columns, shownColumns), form.Muted)
		}
	}
	if n := len(worst.Schema); n > 0 {
		var columns []string
		for _, c := range worst.Schema[:min(n, shownColumns)] {
			_, text := SchemaText(c)
			columns = append(columns, c.Column+" "+text)
		}
		t.hanging(report.Indent, 2, report.Units(int64(n), "schema change")+": "+strings.Join(columns, ", "), form.Warn)
	}
}
