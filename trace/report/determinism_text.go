package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace/diff"
)

// DeterminismText returns a check for people at a terminal: the verdict, how each model came out, which ORDER BY is to
// blame and what fixes it, and how it was tested.
func DeterminismText(d *diff.Determinism, s Screen) []byte {
	num := 9
	for _, m := range d.Models {
		num = max(num, ansi.StringWidth(Count(m.Rows))+1)
	}
	t := newWideLayout(num, s)
	t.hanging(0, 2, Visible(Verdict(d)), styleTitle)
	t.text(0, Visible("chain "+d.Chain+" · "+sideName(diff.Side{Snapshot: d.Snapshot, Synthetic: d.Synthetic})), styleMuted)
	t.title("Models")
	for _, m := range d.Models {
		t.model(m)
	}
	if len(d.Blames) > 0 {
		t.title("To blame")
	}
	for i, b := range d.Blames {
		if i > 0 {
			t.line("", "")
		}
		t.hanging(2, 2, Visible(blameText(b, plainWriting)), styleWarn)
		for j, line := range fixText(b, plainWriting) {
			style := ""
			if j == 0 {
				style = styleStep
			}
			t.hanging(indent, 2, Visible(line), style)
		}
	}
	t.title("How it was tested")
	t.hanging(2, 2, "the chain was built once, and then again, each time compared with the first build", "")
	for i, r := range d.Rebuilds {
		line := fmt.Sprintf("rebuild %d: %s", i+1, rebuildText(r))
		if i < len(d.Number.Values) {
			line += fmt.Sprintf("; %s %s", numberName(d.Number.Label), Amount(d.Number.Values[i]))
		}
		t.hanging(indent, 2, Visible(line), "")
	}
	footer(t.layout, nil, determinismProvenance(d))
	return t.buf.Bytes()
}

func (t *diffLayout) model(m diff.ModelCheck) {
	sign, style := "✓", ""
	if !m.Reproducible() {
		sign, style = "✗", styleLoss
	}
	head := sign + " " + m.Model + " · " + Units(m.Rows, "row") + " · " + modelText(m)
	t.hanging(2, 2, Visible(head), style)
	for _, s := range spreads(m) {
		text := KindMeaning(s.kind)
		if s.least != s.most {
			text += ", " + s.over()
		}
		t.item(KindGlyph(s.kind), string(s.kind), text, Count(s.worst), Bar(s.worst, m.Rows, t.bar), Percent(s.worst, m.Rows), "")
	}
	if m.Reproducible() || len(m.Diffs) == 0 {
		return
	}
	worst := m.Diffs[m.Worst()]
	for _, c := range worst.Classes {
		if len(c.Columns) > 0 && c.Kind != diff.Renumbered {
			t.hanging(indent, 2, Visible(string(c.Kind)+" in "+columnCounts(c.Columns, shownColumns, plainWriting.code)), styleMuted)
		}
	}
	if n := len(worst.Schema); n > 0 {
		var columns []string
		for _, c := range worst.Schema[:min(n, shownColumns)] {
			_, text := schemaText(c)
			columns = append(columns, c.Column+" "+text)
		}
		t.hanging(indent, 2, Visible(Units(int64(n), "schema change")+": "+strings.Join(columns, ", ")), styleWarn)
	}
}
