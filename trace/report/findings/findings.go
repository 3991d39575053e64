// Package findings turns what package who found into bytes: who the rows are that a cause takes.
//
//	findings.Text(f, p, values, screen)   for a terminal; also Markdown, CSV and JSON
//
// Like package report it is pure, asks the engine nothing, and writes by way of package form, which makes texts harmless.
package findings

import (
	"fmt"
	"math"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// Kinds are the forms that findings are written in.
var Kinds = []form.Kind{form.KindMarkdown, form.KindCSV, form.KindJSON, form.KindText}

// Print returns findings in one of the forms, or else as [Text] for the screen. People are shown that many values of a column. Raw is of
// the CSV.
func Print(f *who.Findings, p report.Provenance, kind form.Kind, values int, s form.Screen, raw bool) ([]byte, error) {
	switch kind {
	case form.KindMarkdown:
		return Markdown(f, p, values), nil
	case form.KindCSV:
		return CSV(f, p, raw), nil
	case form.KindJSON:
		return JSON(f, p)
	}
	return Text(f, p, values, s), nil
}

// Sentence says the most important of it.
func Sentence(f *who.Findings) string {
	s := fmt.Sprintf("%s: %s of the %s that came there (%s)", f.Label, report.Units(f.Taken, f.Unit), report.Count(f.Came), report.Percent(f.Taken, f.Came))
	switch {
	case f.Taken == 0:
		return s + "."
	case len(f.Columns) == 0:
		return s + "; no column tells them from the others."
	}
	return s + "; " + Gist(f.Columns[0], f.Taken) + "."
}

// Gist says of a column what of it makes the taken rows.
func Gist(c who.Column, taken int64) string {
	name := Name(c)
	if len(c.Values) > 0 && c.Half == 1 {
		return fmt.Sprintf("%s %s makes %s of them", name, Cells(c.Values[0]), report.Percent(c.Values[0].Taken, taken))
	}
	return fmt.Sprintf("%s of the %s values of %s make all of it, %s make half", report.Count(int64(c.Taking)), report.Count(int64(c.Distinct)), name, report.Count(int64(c.Half)))
}

// Name is the column, or the pair of columns.
func Name(c who.Column) string { return strings.Join(c.Names, ", ") }

// Cells are a value, or those of a pair.
func Cells(v who.Value) string {
	out := make([]string, len(v.Cells))
	for i, c := range v.Cells {
		out[i] = cell(c)
	}
	return strings.Join(out, ", ")
}

func cell(v trace.Value) string {
	switch {
	case v.Null:
		return "NULL"
	case v.Text == "":
		return "''"
	}
	return v.Text
}

// Explains is how much a column explains, in whole percent.
func Explains(c who.Column) string { return fmt.Sprintf("%.0f%%", math.Round(100*c.Explains)) }

// Left says which columns were not looked at, by the reason.
func Left(f *who.Findings) []string {
	var order []string
	by := map[string][]string{}
	for _, l := range f.Left {
		if by[l.Why] == nil {
			order = append(order, l.Why)
		}
		by[l.Why] = append(by[l.Why], l.Name)
	}
	var out []string
	for _, why := range order {
		names := by[why]
		more := ""
		if len(names) > 8 {
			more = fmt.Sprintf(" and %d more", len(names)-8)
			names = names[:8]
		}
		out = append(out, "not looked at, since "+why+": "+strings.Join(names, ", ")+more)
	}
	return out
}

const method = "How much a column explains: what its value tells of which rows were taken, less what chance alone would tell, as a share of all there is to tell."
