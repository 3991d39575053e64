// Package report turns what package trace found into bytes: a table for people, CSV and JSON for programs,
// Markdown for tickets.
//
// Every function is pure. It is given ledgers, journeys or a model, and a [Provenance] that says what they were
// made from; it returns the whole document. The terminal's width and colours are values in [form.Screen], so the same
// input always prints the same bytes.
//
//	report.CSV(ledgers, p)              one line per step and cause, for spreadsheets and scripts
//	report.JSON(ledgers, p)             everything, with stable keys
//	report.Markdown(ledgers, p)         ready to paste into a ticket
//	report.Table(ledgers, p, screen)    the funnel, for a terminal or a pipe
//	report.Explain(model, ledger, …)    a model's SQL with each cause beside its predicate
//	report.Journeys(journeys, …)        what happened to single rows
//
// How two snapshots differ is printed by package diffs, how two slices do by package comparisons. Labels, predicates and values come from other people's chains and
// from the internet: nothing of them reaches a terminal, a ticket or a spreadsheet raw, since every document is written by
// package form, which sees to it. The package asks the engine nothing.
package report

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Provenance says what a report was made from.
type Provenance struct {
	Chain        string `json:"chain"`
	Vars         string `json:"vars,omitempty"` // of the chain that were given for this run, as YAML; empty if it has its own
	ChainHash    string `json:"chain_hash"`
	Snapshot     string `json:"snapshot"`
	ManifestHash string `json:"manifest_hash"`
	Version      string `json:"program_version"`   // of the program
	Synthetic    bool   `json:"synthetic"`         // the snapshot is made up; every report says so
	Command      string `json:"command,omitempty"` // that makes the report again; empty is not printed
}

// Glyph returns the sign of a class. It is never printed without the class's word.
func Glyph(c trace.Class) string {
	switch c {
	case trace.Expected:
		return "○"
	case trace.Loss:
		return "●"
	}
	return "?"
}

// The signs of what is no cause.
const (
	GlyphFanOut  = "⇉"
	GlyphRegroup = "⇄" // of rows that count in another row of the number
	GlyphTie     = "≈"
	GlyphMark    = "△"
	GlyphNote    = "!"
)

// Short returns the first 12 characters of a hash, enough to tell two apart.
func Short(hash string) string {
	if len(hash) > 12 {
		return hash[:12]
	}
	return hash
}

// Label returns the cause's label, or the best there is.
func Label(c trace.Cause) string {
	return cmp.Or(c.Label, c.Said(), c.ID)
}

// Classed returns the cause's class, and the test that makes it one if there is one: "loss, by dbt test not_null on orders.id".
func Classed(c trace.Cause) string {
	if c.Because == "" {
		return string(c.Class)
	}
	return string(c.Class) + ", by " + c.Because
}

// Gist returns a description of several lines in one, cut to a length that can be read at a glance; the caller escapes it.
func Gist(description string) string {
	return ansi.Truncate(strings.Join(strings.Fields(description), " "), gistWidth, "…")
}

const gistWidth = 160

// Labels returns a label for each cause of a step. Causes that a policy calls the same are told apart by their reason.
func Labels(s trace.Step) []string {
	seen := map[string]int{}
	for _, c := range s.Causes {
		seen[Label(c)]++
	}
	out := make([]string, len(s.Causes))
	for i, c := range s.Causes {
		out[i] = Label(c)
		if seen[out[i]] > 1 && c.Reason != "" {
			out[i] += " (" + c.Reason + ")"
		}
	}
	return out
}

// line returns the provenance as one line of text.
func (p Provenance) line() string {
	s := "chain " + p.Chain
	if p.Vars != "" {
		s += " with " + p.Vars
	}
	if p.ChainHash != "" {
		s += " (" + Short(p.ChainHash) + ")"
	}
	s += " · snapshot " + p.Snapshot
	if p.Synthetic {
		s += " (synthetic data)"
	}
	if p.ManifestHash != "" {
		s += " · manifest " + Short(p.ManifestHash)
	}
	if p.Version != "" {
		s += " · trace " + p.Version
	}
	return s
}

// Ledgers returns ledgers in one of the forms: [CSV], [JSON], [Markdown], or else a [Table] for the screen. Raw is of the CSV.
func Ledgers(ls []*trace.Ledger, p Provenance, kind form.Kind, s form.Screen, raw bool) ([]byte, error) {
	switch kind {
	case form.KindCSV:
		return CSV(ls, p, raw), nil
	case form.KindJSON:
		return JSON(ls, p)
	case form.KindMarkdown:
		return Markdown(ls, p), nil
	}
	return Table(ls, p, s), nil
}
