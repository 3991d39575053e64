package diffs

import (
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
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
//	clock    what time it was in every build for the models that ask (label); no line if none does
//
// Text that a spreadsheet would run is neutralised unless raw.
func DeterminismCSV(d *diff.Determinism, raw bool) []byte {
	c := form.NewCSV(DeterminismHeader, raw)
	line := func(level, name, item, kind, label string, rebuild int, count form.Number) {
		var number, order, threads any = form.Number(""), "", form.Number("")
		if rebuild >= 0 {
			number = rebuild
		}
		if rebuild > 0 && rebuild <= len(d.Rebuilds) {
			order, threads = d.Rebuilds[rebuild-1].Order, d.Rebuilds[rebuild-1].Threads
		}
		c.Line(level, name, item, kind, label, number, order, threads, count)
	}
	for _, m := range d.Models {
		kind := "reproducible"
		if !m.Reproducible() {
			kind = "not reproducible"
		}
		line("model", m.Model, "", kind, modelText(m), -1, form.Whole(m.Rows))
		for i, t := range m.Diffs {
			for _, k := range t.Classes {
				line("rows", m.Model, "", string(k.Kind), KindMeaning(k.Kind), i+1, form.Whole(k.Rows))
			}
		}
	}
	for _, x := range d.Blames {
		at := ""
		if x.Pos.Line > 0 {
			at = x.Pos.String()
		}
		line("blame", x.Model, x.Column, at, report.OrderBy(x.Order), -1, form.Whole(x.Tied))
		kind, label := "none", x.Reason
		if len(x.Fix) > 0 {
			kind, label = fixState(x), fixedOrder(x)
		}
		line("fix", x.Model, x.Column, kind, label, -1, form.Whole(x.Left))
	}
	line("number", report.NumberName(d.Number.Label), "", "", "", 0, form.Decimal(d.Number.First))
	for i, v := range d.Number.Values {
		line("number", report.NumberName(d.Number.Label), "", "", "", i+1, form.Decimal(v))
	}
	if d.Clock != "" {
		line("clock", d.Chain, "", "", d.Clock, -1, "")
	}
	return c.Bytes()
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
