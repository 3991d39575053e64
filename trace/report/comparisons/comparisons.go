// Package comparisons turns what package compare found into bytes: why the number of one slice is not that of another.
//
//	comparisons.Text(c, p, screen)   for a terminal; also Markdown, HTML, CSV and JSON
//	comparisons.Sentence(c)          the whole of it in one sentence
//
// What a part is called stands in words.go, and the screens take it from there. Like package report it is pure, asks the engine
// nothing, and writes by way of package form, which makes texts harmless.
package comparisons

import (
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Kinds are the forms that a comparison is written in.
var Kinds = []form.Kind{form.KindMarkdown, form.KindHTML, form.KindCSV, form.KindJSON, form.KindText}

// Print returns a comparison in one of the forms, or else as [Text] for the screen. Of the values that it is split by, people are
// shown the first top; 0 is all. Raw is of the CSV.
func Print(c *compare.Comparison, p report.Provenance, kind form.Kind, top int, s form.Screen, raw bool) ([]byte, error) {
	switch kind {
	case form.KindMarkdown:
		return Markdown(c, p, top), nil
	case form.KindHTML:
		return HTML(c, p, top)
	case form.KindCSV:
		return CSV(c, p, raw), nil
	case form.KindJSON:
		return JSON(c, p)
	}
	return Text(c, p, top, s), nil
}
