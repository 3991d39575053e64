// Package diffs turns what package diff found into bytes: how two snapshots differ, and whether a chain comes out the same
// each time that it is built.
//
//	diffs.Text(diff, all, screen)          for a terminal; also Markdown, HTML, CSV and JSON
//	diffs.DeterminismText(check, screen)   for a terminal; also Markdown, CSV and JSON
//
// What a move, a class of rows or a numbering is called stands in words.go, and the screens take it from there. Like package
// report it is pure, asks the engine nothing, and writes by way of package form, which makes texts harmless.
package diffs

import (
	"funneltrace/trace/diff"
	"funneltrace/trace/report/form"
)

// Kinds are the forms that a diff is written in.
var Kinds = []form.Kind{form.KindMarkdown, form.KindHTML, form.KindCSV, form.KindJSON, form.KindText}

// Print returns a diff in one of the forms, or else as [Text] for the screen. All is of the text, raw of the CSV.
func Print(d *diff.Diff, kind form.Kind, all bool, s form.Screen, raw bool) ([]byte, error) {
	switch kind {
	case form.KindMarkdown:
		return Markdown(d), nil
	case form.KindHTML:
		return HTML(d)
	case form.KindCSV:
		return CSV(d, raw), nil
	case form.KindJSON:
		return JSON(d)
	}
	return Text(d, all, s), nil
}

// PrintDeterminism returns a check in one of the forms, or else as text for the screen. Raw is of the CSV.
func PrintDeterminism(d *diff.Determinism, kind form.Kind, s form.Screen, raw bool) ([]byte, error) {
	switch kind {
	case form.KindMarkdown:
		return DeterminismMarkdown(d), nil
	case form.KindCSV:
		return DeterminismCSV(d, raw), nil
	case form.KindJSON:
		return DeterminismJSON(d)
	}
	return DeterminismText(d, s), nil
}
