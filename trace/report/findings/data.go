package findings

import (
	"strings"

	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// Header is the first line of the findings' CSV. It is a contract: columns are never moved or renamed.
const Header = "chain,snapshot,slice,step,label,column,explains,value,taken,came"

// CSV returns a line for each value that is kept of each column, and of each pair. For people: a NULL reads NULL, an empty text two quotes;
// the JSON tells them from texts that look so.
func CSV(f *who.Findings, p report.Provenance, raw bool) []byte {
	out := form.NewCSV(Header, raw)
	for _, c := range append(append([]who.Column{}, f.Columns...), f.Pairs...) {
		for _, v := range c.Values {
			out.Line(p.Chain, p.Snapshot, f.Slice, f.Step, f.Label, Name(c), form.Decimal(c.Explains), Cells(v), v.Taken, v.Came)
		}
	}
	return out.Bytes()
}

// The keys of the JSON document are a contract: they are added to, never renamed.

type jsonFindings struct {
	Provenance report.Provenance `json:"provenance"`
	Unit       string            `json:"unit"`
	Step       string            `json:"step,omitempty"`
	Label      string            `json:"label"`
	Slice      string            `json:"slice"`
	Sentence   string            `json:"sentence"`
	Taken      int64             `json:"taken"`
	Came       int64             `json:"came"`
	Columns    []jsonColumn      `json:"columns"`
	Pairs      []jsonColumn      `json:"pairs"`
	Left       []jsonLeft        `json:"not_looked_at"`
	Notes      []string          `json:"notes"`
}

type jsonColumn struct {
	Columns  []string    `json:"columns"`
	Explains float64     `json:"explains"`
	Distinct int         `json:"distinct"`
	Taking   int         `json:"values_taken"`
	Half     int         `json:"values_that_make_half"`
	Values   []jsonValue `json:"values"` // the most frequent
}

type jsonValue struct {
	Value []*string `json:"value"` // null is SQL's NULL
	Taken int64     `json:"taken"`
	Came  int64     `json:"came"`
}

type jsonLeft struct {
	Column string `json:"column"`
	Why    string `json:"why"`
}

// JSON returns findings with everything they hold. Strings are the data's own, escaped where a terminal would obey them.
func JSON(f *who.Findings, p report.Provenance) ([]byte, error) {
	doc := jsonFindings{
		Provenance: p, Unit: f.Unit, Step: f.Step, Label: f.Label, Slice: f.Slice, Sentence: Sentence(f), Taken: f.Taken, Came: f.Came,
		Columns: jsonColumns(f.Columns), Pairs: jsonColumns(f.Pairs), Left: []jsonLeft{}, Notes: append([]string{}, f.Notes...),
	}
	for _, l := range f.Left {
		doc.Left = append(doc.Left, jsonLeft{l.Name, l.Why})
	}
	return form.JSON(doc)
}

func jsonColumns(list []who.Column) []jsonColumn {
	out := []jsonColumn{}
	for _, c := range list {
		j := jsonColumn{Columns: c.Names, Explains: c.Explains, Distinct: c.Distinct, Taking: c.Taking, Half: c.Half, Values: []jsonValue{}}
		for _, v := range c.Values {
			value := jsonValue{Taken: v.Taken, Came: v.Came}
			for _, cell := range v.Cells {
				if cell.Null {
					value.Value = append(value.Value, nil)
					continue
				}
				value.Value = append(value.Value, &cell.Text)
			}
			j.Values = append(j.Values, value)
		}
		out = append(out, j)
	}
	return out
}

// Markdown returns findings as a page for a ticket.
func Markdown(f *who.Findings, p report.Provenance, values int) []byte {
	var m form.Page
	title := form.MD("who: " + f.Label)
	if f.Step != "" {
		title += ", " + form.Code(f.Step)
	}
	m.Para("### " + title + ", " + form.MD(f.Slice))
	m.Para("**" + form.MD(Sentence(f)) + "**")
	figure := func(s string) form.Markdown { return form.Markdown(s) } // as the program itself wrote it
	var rows [][]form.Markdown
	for _, c := range append(append([]who.Column{}, f.Columns[:min(len(f.Columns), shownColumns)]...), f.Pairs[:min(len(f.Pairs), 3)]...) {
		name := form.Code(strings.Join(c.Names, ", "))
		explains := figure(Explains(c))
		for i, v := range c.Values[:min(len(c.Values), values)] {
			if i > 0 {
				name, explains = "", ""
			}
			rows = append(rows, []form.Markdown{name, explains, form.Code(Cells(v)), figure(report.Count(v.Taken)), figure(report.Count(v.Came)),
				figure(report.Percent(v.Taken, v.Came)), figure(report.Percent(v.Taken, f.Taken))})
		}
	}
	if len(rows) > 0 {
		m.Table([]form.Markdown{"column", "explains:", "value", "taken:", "came:", "share:", "of taken:"}, rows)
	}
	m.Para("<sub>" + form.MD(strings.Join(append(Left(f), method), ". ")) + "</sub>")
	m.Notes(f.Notes)
	p.Markdown(&m)
	return m.Bytes()
}
