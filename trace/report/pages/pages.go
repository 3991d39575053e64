// Package pages makes the page about a ledger that can be mailed: one file of HTML that needs nothing else.
//
//	pages.HTML(ledgers, who, provenance)
//
// It has the funnel, the losses with since when and who, what is worth a look, the number, notes and what the page was made from.
// What package report says in words it takes from there. Like that package it is pure, asks the engine nothing, and writes by way of
// package form, which makes texts harmless.
package pages

import (
	"cmp"
	_ "embed"
	"html/template"
	"unicode/utf8"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

//go:embed html/ledger.html
var ledgerPage string

var ledgerTemplate = form.NewTemplate("ledger", ledgerPage)

// HTML returns the ledgers as one page: no script, no other file. Of one ledger it says everything; of several there is a table, and the
// funnel of each. Of the losses for which there are findings, by their causes' ids, it says who they are.
func HTML(ls []*trace.Ledger, found map[string]*who.Findings, p report.Provenance) ([]byte, error) {
	return ledgerTemplate.Fill(newPage(ls, found, p))
}

// page is what there is to see; the template makes its texts harmless.
type page struct {
	CSS            template.CSS
	Heading, Slice string
	Over, Units    string
	Synthetic      bool
	Tiles          []tile
	Sentence       string
	Slices         []sliceLine
	Number         string
	Ledgers        []ledger
	Incomplete     *incomplete
	Notes          []string
	Made           []made
	Command        string
}

type tile struct{ Name, Count, Share, Class string }

// sliceLine is one of several ledgers.
type sliceLine struct{ Slice, In, Expected, Loss, Review, Reached, Number, OfAll, OfRest string }

type incomplete struct{ Why, Excerpt string }

type made struct{ Name, Text, Hash string }

// ledger is what the page has of one.
type ledger struct {
	Title   string // of one among several
	Digits  int    // of the widest number
	Units   string
	Steps   []step
	Losses  []loss
	Looks   []remark
	Account []account
	Causes  []causeLine
	Silent  string
}

// account is a line of how the number comes about.
type account struct {
	What, Count, Note string
	Total             bool
}

func newPage(ls []*trace.Ledger, found map[string]*who.Findings, p report.Provenance) page {
	out := page{
		CSS: form.PageStyle(), Heading: p.Chain, Over: p.Snapshot, Synthetic: p.Synthetic, Notes: report.Notes(ls), Command: p.Command,
		Made: []made{{"chain", p.Chain, p.ChainHash}, {"snapshot", p.Snapshot, p.ManifestHash}, {"program", "trace " + p.Version, ""}},
	}
	if p.Vars != "" {
		out.Made[0].Text += " with " + p.Vars
	}
	if len(ls) == 0 {
		out.Sentence = "No rows in this slice."
		return out
	}
	first := ls[0]
	out.Heading, out.Units = cmp.Or(first.Title, first.Chain), trace.Plural(first.Unit)
	out.Number = report.NumberName(first.Number.Label)
	if e := first.Incomplete; e != nil {
		out.Incomplete = &incomplete{e.Why(), e.Cause.Excerpt}
	}
	for _, l := range ls {
		drawn := newLedger(l, found)
		if len(ls) > 1 {
			drawn.Title, drawn.Losses, drawn.Causes = l.Slice, nil, nil
			out.Slices = append(out.Slices, newSlice(l))
		}
		out.Ledgers = append(out.Ledgers, drawn)
	}
	if len(ls) > 1 {
		out.Slice = report.Units(int64(len(ls)), "slice")
		return out
	}
	out.Slice, out.Sentence, out.Tiles = first.Slice, report.Summary(first), tiles(first)
	return out
}

// tiles are the numbers that matter most.
func tiles(l *trace.Ledger) []tile {
	units, t := trace.Plural(l.Unit), report.Sum(l)
	out := []tile{
		{Name: report.NumberName(l.Number.Label), Count: report.Value(l)},
		{Name: units + " in", Count: report.Count(l.In())},
		{Name: "● lost", Count: report.Count(t.Loss), Share: report.Percent(t.Loss, report.Unfiltered(l)) + " of what no filter took", Class: "loss"},
	}
	if t.Review > 0 {
		out = append(out, tile{Name: "? to review", Count: report.Count(t.Review), Class: "review"})
	}
	return append(out, tile{Name: "○ left by expected filters", Count: report.Count(t.Expected), Share: report.Percent(t.Expected, l.In())})
}

func newSlice(l *trace.Ledger) sliceLine {
	t := report.Sum(l)
	return sliceLine{
		Slice: l.Slice, In: report.Count(l.In()), Expected: report.Count(t.Expected), Loss: report.Count(t.Loss), Review: report.Count(t.Review),
		Reached: report.Count(l.Out()), Number: report.Value(l), OfAll: report.Percent(t.Loss, l.In()), OfRest: report.Percent(t.Loss, report.Unfiltered(l)),
	}
}

func newLedger(l *trace.Ledger, found map[string]*who.Findings) ledger {
	out := ledger{Units: trace.Plural(l.Unit), Steps: funnel(l), Losses: losses(l, found), Looks: remarks(l), Account: accounts(l)}
	out.Causes, out.Silent = causeLines(l)
	for _, s := range out.Steps {
		out.Digits = max(out.Digits, utf8.RuneCountInString(s.Count)+1)
	}
	return out
}

// accounts are how the number comes about.
func accounts(l *trace.Ledger) []account {
	out := []account{{What: report.NumberName(l.Number.Label), Count: report.Value(l), Note: l.Number.Measure, Total: true}}
	for _, a := range report.Reconcile(l) {
		out = append(out, account{What: a.What, Count: a.Count, Note: a.Note})
	}
	return out
}
