package diffs

import (
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// diffNotes returns the notes of a diff and of its ledgers, each once, and what is said of data that is made up.
func diffNotes(d *diff.Diff) []string {
	notes := ownNotes(d)
	if d.A.Synthetic || d.B.Synthetic {
		notes = append(notes, "synthetic data: these are no real people's "+trace.Plural(d.Unit))
	}
	return notes
}

func ownNotes(d *diff.Diff) []string {
	notes := slices.Clone(d.Notes)
	for i, l := range d.Ledgers {
		if l == nil || i == 1 && l == d.Ledgers[0] {
			continue
		}
		for _, n := range l.Notes {
			if !slices.Contains(notes, n) {
				notes = append(notes, n)
			}
		}
	}
	return notes
}

// provenanceLines says what was compared, a line each. Hashes are written by the given function.
func provenanceLines(d *diff.Diff, hash func(string) string) []string {
	side := func(name string, s diff.Side) string {
		line := name + " " + SideName(s)
		if at := asOfText(s); at != "" {
			line += " · " + at
		}
		if s.ManifestHash != "" {
			line += " · manifest " + hash(s.ManifestHash)
		}
		if s.Source != "" {
			line += " · " + s.Source
		}
		return line
	}
	lines := []string{side("A", d.A), side("B", d.B)}
	var made []string
	if d.Chain != "" {
		chain := "chain " + d.Chain
		if d.Hash != "" {
			chain += " (" + hash(d.Hash) + ")"
		}
		made = append(made, chain)
	}
	if d.Slice != "" && d.Bridge != nil {
		made = append(made, "slice "+d.Slice)
	}
	if d.Version != "" {
		made = append(made, "trace "+d.Version)
	}
	if len(made) > 0 {
		lines = append(lines, strings.Join(made, " · "))
	}
	return lines
}
