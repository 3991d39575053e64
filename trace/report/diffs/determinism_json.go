package diffs

import (
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

type jsonDeterminism struct {
	Provenance   report.Provenance `json:"provenance"`
	Reproducible bool              `json:"reproducible"`
	Verdict      string            `json:"verdict"`
	Rebuilds     []jsonRebuild     `json:"rebuilds"`
	Models       []jsonModelCheck  `json:"models"`
	Blames       []jsonBlame       `json:"blames"`
	Number       jsonNumberCheck   `json:"number"`
	Notes        []string          `json:"notes"`
}

type jsonRebuild struct {
	Order   string `json:"order"`
	Threads int    `json:"threads"`
}

type jsonModelCheck struct {
	Model        string      `json:"model"`
	Rows         int64       `json:"rows"`
	Reproducible bool        `json:"reproducible"`
	Worst        int         `json:"worst_rebuild"` // an index of rebuilds
	Diffs        []jsonTable `json:"diffs"`         // by rebuild, against the first build
}

type jsonBlame struct {
	Model  string          `json:"model"`
	Column string          `json:"column"`
	Order  string          `json:"order_by"`
	At     *report.JSONPos `json:"at,omitempty"`
	Tied   int64           `json:"tied_rows"`
	Groups int64           `json:"tie_groups"`
	Fix    []string        `json:"fix_columns"`
	Fixed  string          `json:"fixed_order_by,omitempty"`
	Tried  bool            `json:"tried"`
	Works  bool            `json:"works"`
	Left   int64           `json:"still_tied"`
	Delta  []jsonDelta     `json:"delta"`
	Reason string          `json:"reason,omitempty"`
}

type jsonDelta struct {
	Model string    `json:"model"`
	Table jsonTable `json:"diff"`
}

type jsonNumberCheck struct {
	Label  string    `json:"label"`
	First  float64   `json:"first"`
	Values []float64 `json:"values"` // by rebuild
	Same   bool      `json:"same"`
}

// DeterminismJSON returns a check with everything it holds:
// {"provenance", "reproducible", "verdict", "rebuilds", "models", "blames", "number", "notes"}.
func DeterminismJSON(d *diff.Determinism) ([]byte, error) {
	doc := jsonDeterminism{
		Provenance: determinismProvenance(d), Reproducible: d.Reproducible(), Verdict: Verdict(d),
		Rebuilds: []jsonRebuild{}, Models: []jsonModelCheck{}, Blames: []jsonBlame{},
		Number: jsonNumberCheck{d.Number.Label, d.Number.First, list(d.Number.Values), d.Number.Same}, Notes: list(clockNotes(d)),
	}
	for _, r := range d.Rebuilds {
		doc.Rebuilds = append(doc.Rebuilds, jsonRebuild(r))
	}
	for _, m := range d.Models {
		check := jsonModelCheck{m.Model, m.Rows, m.Reproducible(), m.Worst(), []jsonTable{}}
		for _, t := range m.Diffs {
			check.Diffs = append(check.Diffs, tableJSON(t))
		}
		doc.Models = append(doc.Models, check)
	}
	for _, b := range d.Blames {
		blame := jsonBlame{
			Model: b.Model, Column: b.Column, Order: b.Order, At: report.PosJSON(&b.Pos), Tied: b.Tied, Groups: b.Groups,
			Fix: list(b.Fix), Tried: b.Tried, Works: b.Works, Left: b.Left, Delta: []jsonDelta{}, Reason: b.Reason,
		}
		if len(b.Fix) > 0 {
			blame.Fixed = fixedOrder(b)
		}
		for _, m := range b.Delta {
			blame.Delta = append(blame.Delta, jsonDelta{m.Model, tableJSON(m.Table)})
		}
		doc.Blames = append(doc.Blames, blame)
	}
	return form.JSON(doc)
}
