package diffs

import (
	"cmp"
	"fmt"
	"strings"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Verdict says in one line whether a chain is reproducible.
func Verdict(d *diff.Determinism) string {
	var bad []string
	for _, m := range d.Models {
		if !m.Reproducible() {
			bad = append(bad, m.Model)
		}
	}
	rebuilds := report.Units(int64(len(d.Rebuilds)), "rebuild")
	of := report.Units(int64(len(d.Models)), "model")
	number := numberVerdict(d)
	switch {
	case len(d.Rebuilds) == 0:
		return "nothing is known: there was no rebuild"
	case len(bad) == 0 && d.Number.Same:
		return fmt.Sprintf("reproducible: %s came out the same in %s; %s", of, rebuilds, number)
	case len(bad) == 0:
		return fmt.Sprintf("not reproducible: %s, though %s came out the same in %s", number, of, rebuilds)
	}
	const limit = 5
	n := len(bad)
	if n > limit {
		bad = append(bad[:limit:limit], fmt.Sprintf("and %d more", n-limit))
	}
	return fmt.Sprintf("%d of %s %s not reproducible: %s; %s", n, of, report.Are(int64(n)), strings.Join(bad, ", "), number)
}

// numberVerdict says how the number came out.
func numberVerdict(d *diff.Determinism) string {
	n := d.Number
	if n.Same {
		return fmt.Sprintf("%s is %s each time", report.NumberName(n.Label), report.Amount(n.First))
	}
	low, up := n.First, n.First
	for _, v := range n.Values {
		low, up = min(low, v), max(up, v)
	}
	return fmt.Sprintf("%s is between %s and %s", report.NumberName(n.Label), report.Amount(low), report.Amount(up))
}

// spread is how many rows of a kind differ in the rebuilds of a model.
type spread struct {
	kind               diff.Kind
	worst, least, most int64 // in the worst rebuild, and the ends of the range over all
}

// spreads returns the kinds of rows that differ in any rebuild of a model.
func spreads(m diff.ModelCheck) []spread {
	var out []spread
	for _, k := range diff.Kinds() {
		s := spread{kind: k}
		for i, t := range m.Diffs {
			n := t.Of(k).Rows
			if i == 0 {
				s.least = n
			}
			s.least, s.most = min(s.least, n), max(s.most, n)
			if i == m.Worst() {
				s.worst = n
			}
		}
		if s.most > 0 {
			out = append(out, s)
		}
	}
	return out
}

// over says how the count of rows varies over the rebuilds.
func (s spread) over() string {
	if s.least == s.most {
		return "in each rebuild"
	}
	return fmt.Sprintf("%s to %s over the rebuilds", report.Count(s.least), report.Count(s.most))
}

// rebuiltAlike counts the rebuilds in which a model came out the same.
func rebuiltAlike(m diff.ModelCheck) (n int) {
	for _, t := range m.Diffs {
		if t.Equal() {
			n++
		}
	}
	return n
}

// rebuildText says how a rebuild was done.
func rebuildText(r diff.Rebuild) string {
	return "input " + r.Order + ", " + report.Units(int64(r.Threads), "thread")
}

// modelText says how a model came out.
func modelText(m diff.ModelCheck) string {
	if len(m.Diffs) == 0 {
		return "not rebuilt"
	}
	if m.Reproducible() {
		return "the same in each rebuild"
	}
	return fmt.Sprintf("differs in %d of %s", len(m.Diffs)-rebuiltAlike(m), report.Units(int64(len(m.Diffs)), "rebuild"))
}

// blameText says which ORDER BY does not decide, and what hangs on it.
func blameText[T ~string](b diff.Blame, w writing[T]) T {
	quote := w.code
	s := quote(report.OrderBy(b.Order)) + " in " + quote(b.Model)
	if b.Pos.Line > 0 {
		s = quote(report.OrderBy(b.Order)) + " at " + quote(b.Pos.String())
	}
	var what T = " decides which row a dedup keeps"
	if b.Column != "dedup" && b.Column != "" {
		what = " decides " + quote(b.Column)
	}
	s += what
	if b.Tied > 0 {
		s += ", but " + w.words(tieRows(b.Tied))
	}
	if b.Groups > 0 {
		s += " in " + w.words(report.Units(b.Groups, "group"))
	}
	return s
}

func tieRows(n int64) string {
	if n == 1 {
		return "1 row ties"
	}
	return report.Count(n) + " rows tie"
}

// fixedOrder is the ORDER BY with the columns that break its ties.
func fixedOrder(b diff.Blame) string {
	columns := strings.Join(b.Fix, ", ")
	if order := report.OrderBy(b.Order); strings.HasPrefix(order, "ORDER BY") {
		return order + ", " + columns
	}
	return "ORDER BY …, " + columns
}

// writing is how a page writes what comes from others: code sets SQL and names off, words makes text safe.
type writing[T ~string] struct{ code, words func(string) T }

// plain is for pages that are made safe as a whole.
var plain = writing[string]{func(s string) string { return s }, func(s string) string { return s }}

var markdown = writing[form.Markdown]{form.Code, form.MD}

// fixText says what breaks the ties and what running the chain with it showed, a line each, or why nothing does.
func fixText[T ~string](b diff.Blame, w writing[T]) []T {
	if len(b.Fix) == 0 {
		return []T{"no fix: " + w.words(cmp.Or(b.Reason, "no columns decide"))}
	}
	lines := []T{"the fix: " + w.code(fixedOrder(b))}
	switch {
	case !b.Tried && b.Reason != "":
		return append(lines, "it was not run: "+w.words(b.Reason))
	case !b.Tried:
		return append(lines, "it was not run")
	case b.Works:
		lines = append(lines, "it was run: every rebuild is the same then")
	default:
		lines = append(lines, "it was run: the rebuilds are still not the same")
	}
	if b.Left > 0 {
		lines = append(lines, w.words(report.Units(b.Left, "row")+" "+report.Are(b.Left))+" still tied: copies in all columns, whose order no column can decide")
	}
	for _, m := range b.Delta {
		news := cmp.Or(tableNews(m.Table), "nothing")
		lines = append(lines, "it changes "+w.code(m.Model)+" once: "+w.words(news))
	}
	return lines
}

// determinismProvenance says what was checked.
func determinismProvenance(d *diff.Determinism) report.Provenance {
	return report.Provenance{Chain: d.Chain, ChainHash: d.Hash, Snapshot: d.Snapshot, ManifestHash: d.ManifestHash, Version: d.Version, Synthetic: d.Synthetic}
}

// clockNotes says what time it was for the models that ask.
func clockNotes(d *diff.Determinism) []string {
	if d.Clock == "" {
		return nil
	}
	return []string{d.Clock}
}
