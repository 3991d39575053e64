package diffs

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Header is the first line of a diff's CSV. It is a contract: columns are never moved or renamed.
const Header = "level,name,item,kind,class,label,from,to,a,b,difference,rows"

// CSV returns a diff as one flat table. The level says what a line is, and what its name and item are:
//
//	number    the number: its label; a and b are its value (empty where it is not known), rows that reach it, root rows
//	part      a part of the bridge: the step and cause, or both joined by " > "; kind is the move, from and to are the
//	          fates' labels, difference is what it adds to the number, rows are the root rows
//	regrouped root rows that reach both numbers, with another value of a dimension (name), from and to which; label is why, as far as
//	          that is known; kind says whether the number is grouped by it, or that these are all others
//	regrouped row  one of these rows, as many as --samples says: item is its key, a and b are its numbers
//	step      a step of the ledgers: root rows that are left after it
//	cause     a cause of a step: root rows that it dropped
//	table     a table or model (kind): its rows; rows are those that are the same
//	schema    a column of a table: from and to are its types
//	class     rows of a table that differ: kind says how
//	column    a column of a table, in how many rows of a class (kind) it differs
//	numbering a positional column of a table: rows that swapped or shifted, or unknown (kind); label is
//	          the ORDER BY
//
// The lines of level part sum to the difference of the number: kind "measure" is what the measure adds beyond counting
// rows. Samples of tables are in the JSON only. Text that a spreadsheet would run is neutralised unless raw.
func CSV(d *diff.Diff, raw bool) []byte {
	c := csvPage{form.NewCSV(Header, raw)}
	if d.Bridge != nil {
		c.bridge(d.Bridge)
	}
	for _, r := range ledgerRows(d) {
		l := csvLine{level: "step", name: r.step, item: "out"}
		if r.cause != nil {
			l = csvLine{level: "cause", name: r.step, item: r.cause.ID, kind: string(r.cause.Kind), class: string(r.cause.Class), label: r.label}
		}
		c.line(l.counts(r.a, r.b))
	}
	for _, t := range d.Tables {
		c.table(t)
	}
	return c.Bytes()
}

// csvPage is the table that is being written.
type csvPage struct{ *form.CSV }

// csvLine is one line; numbers are empty where there are none.
type csvLine struct {
	level, name, item, kind, class, label, from, to string
	a, b, difference, rows                          form.Number
}

// counts sets what was counted on both sides.
func (l csvLine) counts(a, b int64) csvLine {
	l.a, l.b, l.difference = form.Whole(a), form.Whole(b), form.Whole(b-a)
	return l
}

func (c csvPage) line(l csvLine) {
	c.Line(l.level, l.name, l.item, l.kind, l.class, l.label, l.from, l.to, l.a, l.b, l.difference, l.rows)
}

func (c csvPage) bridge(b *trace.Bridge) {
	name := report.NumberName(b.Label)
	value := csvLine{level: "number", name: name, item: "value"}
	if b.Known {
		value.a, value.b, value.difference = form.Decimal(b.Values[0]), form.Decimal(b.Values[1]), form.Decimal(b.Values[1]-b.Values[0])
	}
	c.line(value)
	for _, n := range []struct {
		item  string
		sides [2]int64
	}{{"rows", b.Paths}, {"clicks", b.Clicks}, {"roots", b.Roots}} {
		c.line(csvLine{level: "number", name: name, item: n.item}.counts(n.sides[0], n.sides[1]))
	}
	for _, p := range b.Parts {
		l := csvLine{level: "part", kind: string(p.Move), class: string(MoveClass(p)), difference: form.Whole(p.Effect), rows: form.Whole(p.Clicks)}
		l.label, _ = MoveText(p, b.Unit)
		var steps, causes []string
		for _, f := range []*trace.Fate{p.From, p.To} {
			if f != nil {
				steps, causes = append(steps, f.Step), append(causes, f.Cause)
			}
		}
		l.name, l.item = strings.Join(steps, " > "), strings.Join(causes, " > ")
		if p.From != nil {
			l.from = fateLabel(p.From)
		}
		if p.To != nil {
			l.to = fateLabel(p.To)
		}
		c.line(l)
	}
	if b.Known && b.Rest != 0 {
		what, _ := Piece{Rest: true}.Text(b.Unit)
		c.line(csvLine{level: "part", kind: "measure", label: what, difference: form.Decimal(b.Rest)})
	}
	c.regroupings(b)
}

func (c csvPage) table(t diff.Table) {
	l := csvLine{level: "table", name: t.Name, kind: tableKind(t), label: "differs", rows: form.Whole(t.Same)}
	switch {
	case t.Missing[0]:
		l.label, l.b, l.rows = "only in B", form.Whole(t.Rows[1]), ""
	case t.Missing[1]:
		l.label, l.a, l.rows = "only in A", form.Whole(t.Rows[0]), ""
	default:
		if t.Equal() {
			l.label = "the same"
		}
		l = l.counts(t.Rows[0], t.Rows[1])
	}
	c.line(l)
	for _, s := range t.Schema {
		kind, _ := SchemaText(s)
		c.line(csvLine{level: "schema", name: t.Name, item: s.Column, kind: kind, from: s.Types[0], to: s.Types[1]})
	}
	for _, class := range t.Classes {
		c.line(csvLine{level: "class", name: t.Name, kind: string(class.Kind), label: KindMeaning(class.Kind), rows: form.Whole(class.Rows)})
		for _, n := range class.Columns {
			c.line(csvLine{level: "column", name: t.Name, item: n.Column, kind: string(class.Kind), rows: form.Whole(n.Rows)})
		}
		for _, n := range class.Numbering {
			l := csvLine{level: "numbering", name: t.Name, item: n.Column, label: report.OrderBy(n.Order)}
			if !n.Known {
				l.kind, l.rows = "unknown", form.Whole(n.Swapped+n.Shifted)
				c.line(l)
				continue
			}
			l.kind, l.rows = "swapped", form.Whole(n.Swapped)
			c.line(l)
			l.kind, l.rows = "shifted", form.Whole(n.Shifted)
			c.line(l)
		}
	}
}
