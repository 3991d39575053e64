package report

import (
	"bytes"
	"strconv"

	"funneltrace/trace/diff"
)

// DeterminismHeader is the first line of a check's CSV. It is a contract: columns are never moved or renamed.
const DeterminismHeader = "level,name,item,kind,label,rebuild,order,threads,count"

// DeterminismCSV returns a check as one flat table. The level says what a line is:
//
//	model    a model: kind is "reproducible" or not, count its rows in the first build
//	rows     rows of a model that differ from the first build in a rebuild: kind says how; no line where none do
//	blame    an ORDER BY (label) that does not decide: name is the model, item what it numbers, kind where it stands, count the
//	         rows that tie
//	fix      what breaks its ties (label): kind is "works", "fails", "untried" or "none", count the rows that are still tied
//	number   the number in a rebuild: count is its value; rebuild 0 is the first build
//
// Text that a spreadsheet would run is neutralised unless raw.
func DeterminismCSV(d *diff.Determinism, raw bool) []byte {
	var b bytes.Buffer
	b.WriteString(DeterminismHeader + "\n")
	line := func(level, name, item, kind, label string, rebuild int, count string) {
		for _, cell := range []string{level, name, item, kind, label} {
			b.WriteString(Cell(cell, raw) + ",")
		}
		if rebuild >= 0 {
			b.WriteString(strconv.Itoa(rebuild))
		}
		b.WriteByte(',')
		if rebuild > 0 && rebuild <= len(d.Rebuilds) {
			r := d.Rebuilds[rebuild-1]
			b.WriteString(Cell(r.Order, raw) + "," + strconv.Itoa(r.Threads) + ",")
		} else {
			b.WriteString(",,")
		}
		b.WriteString(count + "\n")
	}
	for _, m := range d.Models {
		kind := "reproducible"
		if !m.Reproducible() {
			kind = "not reproducible"
		}
		line("model", m.Model, "", kind, modelText(m), -1, whole(m.Rows))
		for i, t := range m.Diffs {
			for _, c := range t.Classes {
				line("rows", m.Model, "", string(c.Kind), KindMeaning(c.Kind), i+1, whole(c.Rows))
			}
		}
	}
	for _, x := range d.Blames {
		at := ""
		if x.Pos.Line > 0 {
			at = x.Pos.String()
		}
		line("blame", x.Model, x.Column, at, orderBy(x.Order), -1, whole(x.Tied))
		kind, label := "none", x.Reason
		if len(x.Fix) > 0 {
			kind, label = fixState(x), fixedOrder(x)
		}
		line("fix", x.Model, x.Column, kind, label, -1, whole(x.Left))
	}
	line("number", numberName(d.Number.Label), "", "", "", 0, decimal(d.Number.First))
	for i, v := range d.Number.Values {
		line("number", numberName(d.Number.Label), "", "", "", i+1, decimal(v))
	}
	return b.Bytes()
}

// fixState says what is known of a fix.
func fixState(b diff.Blame) string {
	switch {
	case !b.Tried:
		return "untried"
	case b.Works:
		return "works"
	}
	return "fails"
}
