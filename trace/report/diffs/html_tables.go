package diffs

import (
	"fmt"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// htmlTable is a table's line of the overview.
type htmlTable struct {
	Name, Kind string
	Equal      bool
	A, B, Same string
	Counts     []string // by kind; empty is none
	Columns    string
}

func newHTMLTable(t diff.Table) htmlTable {
	out := htmlTable{Name: t.Name, Kind: tableKind(t), Equal: t.Equal(), A: report.Count(t.Rows[0]), B: report.Count(t.Rows[1]), Same: report.Count(t.Same)}
	if t.Missing[0] {
		out.A, out.Same = "missing", ""
	}
	if t.Missing[1] {
		out.B, out.Same = "missing", ""
	}
	for _, k := range diff.Kinds() {
		cell := ""
		if n := t.Of(k).Rows; n > 0 {
			cell = report.Count(n)
		}
		out.Counts = append(out.Counts, cell)
	}
	if n := len(t.Schema); n > 0 {
		out.Columns = report.Units(int64(n), "change")
	}
	return out
}

// htmlDetail is what is said of a table that differs.
type htmlDetail struct {
	Name, Kind, Rows string
	Schema           []htmlSchema
	MoreSchema       string
	Classes          []htmlClass
	Matching         string
	Notes            []string
}

type htmlSchema struct{ Column, Glyph, Word, A, B string }

type htmlClass struct {
	form.Tag
	Rows, Share string
	Columns     []htmlColumn
	MoreColumns string
	Numberings  []htmlNumbering
	Samples     *htmlSamples
}

type htmlColumn struct{ Name, Rows string }

type htmlNumbering struct {
	Text string
	Ties []string
}

func newHTMLDetail(t diff.Table, key []string) htmlDetail {
	out := htmlDetail{Name: t.Name, Kind: tableKind(t), Rows: rowsText(t)}
	if t.Missing[0] || t.Missing[1] {
		out.Rows = tableNews(t)
	}
	for i, c := range t.Schema {
		if i == shownSchema {
			out.MoreSchema = "and " + report.Units(int64(len(t.Schema)-i), "more schema change")
			break
		}
		kind, _ := SchemaText(c)
		s := htmlSchema{c.Column, SchemaGlyph(kind), kind, c.Types[0], c.Types[1]}
		out.Schema = append(out.Schema, s)
	}
	for _, c := range t.Classes {
		out.Classes = append(out.Classes, newHTMLClass(t, c, key))
	}
	if t.Matching != "" && pairs(t) {
		out.Matching = "Rows that differ were paired " + t.Matching + "."
	}
	out.Notes = append(out.Notes, t.Notes...)
	return out
}

func newHTMLClass(t diff.Table, c diff.Class, key []string) htmlClass {
	out := htmlClass{Tag: kindTag(c.Kind), Rows: report.Units(c.Rows, "row"), Share: report.Percent(c.Rows, max(t.Rows[0], t.Rows[1]))}
	for i, n := range c.Columns {
		if i == shownColumns {
			out.MoreColumns = "and " + report.Units(int64(len(c.Columns)-i), "more column")
			break
		}
		out.Columns = append(out.Columns, htmlColumn{n.Column, report.Count(n.Rows)})
	}
	for _, n := range c.Numbering {
		h := htmlNumbering{Text: NumberingText(n) + "."}
		for i, tie := range n.Ties {
			if i == shownTies {
				break
			}
			h.Ties = append(h.Ties, TieText(n, tie))
		}
		out.Numberings = append(out.Numberings, h)
	}
	out.Samples = newHTMLSamples(t, c, key)
	return out
}

// htmlSamples are some rows of a class: of pairs, a line for each column that differs.
type htmlSamples struct {
	Title string
	Pairs bool
	Rows  []htmlSample
}

type htmlSample struct {
	First   bool
	Row     string
	Which   []htmlValue
	More    string
	Pair    bool
	Column  string
	Was, Is string
}

type htmlValue struct{ Name, Value string }

func newHTMLSamples(t diff.Table, c diff.Class, key []string) *htmlSamples {
	if len(c.Samples) == 0 {
		return nil
	}
	shown := c.Samples[:min(len(c.Samples), shownSamples)]
	out := &htmlSamples{Title: fmt.Sprintf("%s of %s, %s", report.Count(int64(len(shown))), report.Units(c.Rows, "row"), c.Kind)}
	for _, s := range shown {
		pair := has(s, 0) && has(s, 1)
		limit := shownContext
		if !pair {
			limit = shownSingle
		}
		columns, others := telling(t, s, key, limit)
		row := htmlSample{First: true, Row: rowName(s), Pair: pair && len(s.Changed) > 0}
		for _, i := range columns {
			row.Which = append(row.Which, htmlValue{columnName(t, i), excerpt(valueOf(s, sideOf(s), i), shownPage/2)})
		}
		if !pair && others > 0 {
			row.More = "and " + report.Units(int64(others), "more column")
		}
		if !pair {
			out.Rows = append(out.Rows, row)
			continue
		}
		out.Pairs = true
		for i, col := range s.Changed {
			if i == shownChanged {
				out.Rows = append(out.Rows, htmlSample{Column: "and " + report.Units(int64(len(s.Changed)-i), "more column")})
				break
			}
			if i > 0 {
				row = htmlSample{Pair: true}
			}
			row.Column = columnName(t, col)
			row.Was, row.Is = excerpts(valueOf(s, 0, col), valueOf(s, 1, col), shownPage)
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}
