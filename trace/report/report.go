// Package report turns what package trace found into bytes: a table for people, CSV and JSON for programs,
// Markdown for tickets.
//
// Every function is pure. It is given ledgers, journeys or a model, and a [Provenance] that says what they were
// made from; it returns the whole document. The terminal's width and colours are values in [Screen], so the same
// input always prints the same bytes.
//
//	report.CSV(ledgers, p)              one line per step and cause, for spreadsheets and scripts
//	report.JSON(ledgers, p)             everything, with stable keys
//	report.Markdown(ledgers, p)         ready to paste into a ticket
//	report.Table(ledgers, p, screen)    the funnel, for a terminal or a pipe
//	report.Explain(model, ledger, …)    a model's SQL with each cause beside its predicate
//	report.Journeys(journeys, …)        what happened to single rows
//	report.DiffText(diff, all, screen)  how two snapshots differ; also Markdown, HTML, CSV and JSON
//	report.DeterminismText(check, …)    whether a chain is reproducible; also Markdown, CSV and JSON
//
// Labels, predicates and values come from other people's chains and from the internet. Nothing of them reaches a
// terminal, a ticket or a spreadsheet raw: see [Visible], [Formula] and [EscapeMarkdown].
package report

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
)

// Provenance says what a report was made from.
type Provenance struct {
	Chain        string
	Vars         string // of the chain that were given for this run, as YAML; empty if it has its own
	ChainHash    string
	Snapshot     string
	ManifestHash string
	Version      string // of the program
	Synthetic    bool   // the snapshot is made up; every report says so
	Command      string // that makes the report again; empty is not printed
}

// Screen is what the terminal can do.
type Screen struct {
	Width int  // columns; below 60 counts as 60
	Color bool // ANSI colours may be used
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

// short returns the first 12 characters of a hash, enough to tell two apart.
func short(hash string) string {
	if len(hash) > 12 {
		return hash[:12]
	}
	return hash
}

// Label returns the cause's label, or the best there is.
func Label(c trace.Cause) string {
	switch {
	case c.Label != "":
		return c.Label
	case c.Predicate != "":
		return c.Predicate
	}
	return c.ID
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
		s += " (" + short(p.ChainHash) + ")"
	}
	s += " · snapshot " + p.Snapshot
	if p.Synthetic {
		s += " (synthetic data)"
	}
	if p.ManifestHash != "" {
		s += " · manifest " + short(p.ManifestHash)
	}
	if p.Version != "" {
		s += " · trace " + p.Version
	}
	return Visible(s)
}
