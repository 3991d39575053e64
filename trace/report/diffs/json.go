package diffs

import (
	"time"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// The keys are a contract: they are added to, never renamed.

type jsonDiff struct {
	Provenance jsonDiffProvenance `json:"provenance"`
	Identical  bool               `json:"identical"`
	Summary    []string           `json:"summary"`
	Bridge     *jsonBridge        `json:"bridge"` // null if no number was compared
	Tables     []jsonTable        `json:"tables"`
	Ledgers    *jsonLedgers       `json:"ledgers"` // null without a bridge
	Notes      []string           `json:"notes"`
}

type jsonDiffProvenance struct {
	A         jsonSide `json:"a"`
	B         jsonSide `json:"b"`
	Chain     string   `json:"chain"`
	ChainHash string   `json:"chain_hash"`
	Title     string   `json:"title"`
	Unit      string   `json:"unit"`
	Slice     string   `json:"slice"`
	Version   string   `json:"program_version"`
	Reproduce []string `json:"reproduce"`
}

type jsonSide struct {
	Snapshot     string `json:"snapshot"`
	ManifestHash string `json:"manifest_hash"`
	Source       string `json:"source"`
	Synthetic    bool   `json:"synthetic"`
	AsOf         string `json:"as_of"`    // what time it was for its models; empty if none asks
	AsOfBy       string `json:"as_of_by"` // who declares it; empty if nobody does
}

func sideJSON(s diff.Side) jsonSide {
	j := jsonSide{Snapshot: s.Snapshot, ManifestHash: s.ManifestHash, Source: s.Source, Synthetic: s.Synthetic}
	if !s.AsOf.Moment.IsZero() {
		j.AsOf, j.AsOfBy = s.AsOf.Moment.UTC().Format(time.RFC3339Nano), s.AsOf.By
	}
	return j
}

type jsonBridge struct {
	Label      string           `json:"label"`
	Unit       string           `json:"unit"`
	Slice      string           `json:"slice"`
	Key        []string         `json:"key"`
	Roots      jsonCounts       `json:"roots"`
	Clicks     jsonCounts       `json:"clicks"`
	Paths      jsonCounts       `json:"rows"`
	Values     *jsonValues      `json:"values"` // null where the number is not known for the slice
	Rest       float64          `json:"measure_rest"`
	Same       int64            `json:"same"`
	Effect     int64            `json:"effect"`
	Parts      []jsonPart       `json:"parts"`
	Regrouped  []jsonRegrouping `json:"regrouped"`
	Notes      []string         `json:"notes"`
	Difference *float64         `json:"difference"`
}

type jsonCounts struct {
	A int64 `json:"a"`
	B int64 `json:"b"`
}

type jsonValues struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
}

type jsonPart struct {
	Move   string    `json:"move"`
	From   *jsonFate `json:"from"` // null where the rows reached the number in A, or are not there
	To     *jsonFate `json:"to"`
	Clicks int64     `json:"clicks"`
	Effect int64     `json:"effect"`
	Beyond *jsonFate `json:"beyond,omitempty"` // of rows that entered or left the slice: where the side has them that has them elsewhere
}

type jsonFate struct {
	Step  string `json:"step"`
	Cause string `json:"cause"`
	Kind  string `json:"kind"`
	Class string `json:"class"`
	Label string `json:"label"`
}

type jsonTable struct {
	Name     string       `json:"name"`
	Kind     string       `json:"kind"` // table or model
	Equal    bool         `json:"equal"`
	MissingA bool         `json:"missing_in_a"`
	MissingB bool         `json:"missing_in_b"`
	Rows     jsonCounts   `json:"rows"`
	Same     int64        `json:"same"`
	Schema   []jsonSchema `json:"schema"`
	Columns  []jsonColumn `json:"columns"`
	Classes  []jsonClass  `json:"classes"`
	Matching string       `json:"matching"`
	Notes    []string     `json:"notes"`
}

type jsonSchema struct {
	Column string  `json:"column"`
	Change string  `json:"change"` // added, removed or retyped
	A      *string `json:"a"`
	B      *string `json:"b"`
}

type jsonColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Role string `json:"role"`
	From string `json:"from,omitempty"`
}

type jsonClass struct {
	Kind       string            `json:"kind"`
	Rows       int64             `json:"rows"`
	Columns    []jsonColumnCount `json:"columns"`
	Numberings []jsonNumbering   `json:"numberings,omitempty"`
	Samples    []jsonSample      `json:"samples"`
}

type jsonColumnCount struct {
	Column string `json:"column"`
	Rows   int64  `json:"rows"`
}

type jsonNumbering struct {
	Column  string          `json:"column"`
	Order   string          `json:"order_by"`
	Model   string          `json:"model"`
	At      *report.JSONPos `json:"at,omitempty"`
	Swapped int64           `json:"swapped"`
	Shifted int64           `json:"shifted"`
	Groups  int64           `json:"tie_groups"`
	Known   bool            `json:"known"`
	Ties    []jsonTieGroup  `json:"ties"`
}

type jsonTieGroup struct {
	Key     []*string `json:"key"`
	Rows    int64     `json:"rows"`
	Swapped int64     `json:"swapped"`
}

// jsonSample has a value for each of the table's columns; null is SQL's NULL.
type jsonSample struct {
	RowA    *int64    `json:"row_a"` // from 0; null where the side has no such row, or a model numbers none
	RowB    *int64    `json:"row_b"`
	A       []*string `json:"a"` // null where the side has no such row
	B       []*string `json:"b"`
	Changed []string  `json:"changed"`
}

type jsonLedgers struct {
	A     any             `json:"a"` // as [report.JSON] prints it
	B     any             `json:"b"`
	Lines []jsonMovedLine `json:"lines"`
}

// jsonMovedLine is a step's or a cause's count on both sides.
type jsonMovedLine struct {
	Step       string `json:"step"`
	Cause      string `json:"cause"` // empty: the root rows that are left after the step
	Kind       string `json:"kind"`
	Class      string `json:"class"`
	Label      string `json:"label"`
	A          int64  `json:"a"`
	B          int64  `json:"b"`
	Difference int64  `json:"difference"`
}

// JSON returns a diff with everything it holds, samples included:
// {"provenance", "identical", "summary", "bridge", "tables", "ledgers", "notes"}.
// Strings are the data's own, in full, escaped where a terminal would obey them.
func JSON(d *diff.Diff) ([]byte, error) {
	doc := jsonDiff{
		Provenance: jsonDiffProvenance{
			A: sideJSON(d.A), B: sideJSON(d.B), Chain: d.Chain, ChainHash: d.Hash, Title: d.Title, Unit: d.Unit, Slice: d.Slice,
			Version: d.Version, Reproduce: list(d.Reproduce),
		},
		Identical: Identical(d), Summary: Summary(d), Bridge: bridgeJSON(d.Bridge), Tables: []jsonTable{}, Notes: list(d.Notes),
	}
	for _, t := range d.Tables {
		doc.Tables = append(doc.Tables, tableJSON(t))
	}
	if a, b := d.Ledgers[0], d.Ledgers[1]; a != nil && b != nil {
		doc.Ledgers = &jsonLedgers{report.LedgerJSON(a), report.LedgerJSON(b), []jsonMovedLine{}}
		for _, r := range ledgerRows(d) {
			line := jsonMovedLine{Step: r.step, A: r.a, B: r.b, Difference: r.difference()}
			if r.cause != nil {
				line.Cause, line.Kind, line.Class, line.Label = r.cause.ID, string(r.cause.Kind), string(r.cause.Class), r.label
			}
			doc.Ledgers.Lines = append(doc.Ledgers.Lines, line)
		}
	}
	return form.JSON(doc)
}

// list returns vs so that it prints as a list even if it has nothing.
func list[T any](vs []T) []T { return append([]T{}, vs...) }

func bridgeJSON(b *trace.Bridge) *jsonBridge {
	if b == nil {
		return nil
	}
	out := &jsonBridge{
		Label: b.Label, Unit: b.Unit, Slice: b.Slice, Key: list(b.Key),
		Roots: jsonCounts{b.Roots[0], b.Roots[1]}, Clicks: jsonCounts{b.Clicks[0], b.Clicks[1]}, Paths: jsonCounts{b.Paths[0], b.Paths[1]},
		Rest: b.Rest, Same: b.Same, Effect: b.Effect(), Parts: []jsonPart{}, Regrouped: regroupingsJSON(b), Notes: list(b.Notes),
	}
	if b.Known {
		difference := b.Values[1] - b.Values[0]
		out.Values, out.Difference = &jsonValues{b.Values[0], b.Values[1]}, &difference
	}
	for _, p := range b.Parts {
		out.Parts = append(out.Parts, jsonPart{string(p.Move), fateJSON(p.From), fateJSON(p.To), p.Clicks, p.Effect, fateJSON(p.Beyond)})
	}
	return out
}

func fateJSON(f *trace.Fate) *jsonFate {
	if f == nil {
		return nil
	}
	return &jsonFate{f.Step, f.Cause, string(f.Kind), string(f.Class), f.Label}
}

func tableJSON(t diff.Table) jsonTable {
	out := jsonTable{
		Name: t.Name, Kind: tableKind(t), Equal: t.Equal(), MissingA: t.Missing[0], MissingB: t.Missing[1],
		Rows: jsonCounts{t.Rows[0], t.Rows[1]}, Same: t.Same,
		Schema: []jsonSchema{}, Columns: []jsonColumn{}, Classes: []jsonClass{}, Matching: t.Matching, Notes: list(t.Notes),
	}
	for _, c := range t.Schema {
		kind, _ := SchemaText(c)
		s := jsonSchema{Column: c.Column, Change: kind}
		if c.Types[0] != "" {
			s.A = &c.Types[0]
		}
		if c.Types[1] != "" {
			s.B = &c.Types[1]
		}
		out.Schema = append(out.Schema, s)
	}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, jsonColumn{c.Name, c.Type, string(c.Role), c.From})
	}
	for _, c := range t.Classes {
		out.Classes = append(out.Classes, classJSON(t, c))
	}
	return out
}

func classJSON(t diff.Table, c diff.Class) jsonClass {
	out := jsonClass{Kind: string(c.Kind), Rows: c.Rows, Columns: []jsonColumnCount{}, Samples: []jsonSample{}}
	for _, n := range c.Columns {
		out.Columns = append(out.Columns, jsonColumnCount(n))
	}
	for _, n := range c.Numbering {
		j := jsonNumbering{n.Column, n.Order, n.Model, report.PosJSON(&n.Pos), n.Swapped, n.Shifted, n.Groups, n.Known, []jsonTieGroup{}}
		for _, g := range n.Ties {
			j.Ties = append(j.Ties, jsonTieGroup{list(g.Key), g.Rows, g.Swapped})
		}
		out.Numberings = append(out.Numberings, j)
	}
	for _, s := range c.Samples {
		j := jsonSample{A: s.Values[0], B: s.Values[1], Changed: []string{}}
		if s.Row[0] >= 0 {
			j.RowA = &s.Row[0]
		}
		if s.Row[1] >= 0 {
			j.RowB = &s.Row[1]
		}
		for _, i := range s.Changed {
			j.Changed = append(j.Changed, columnName(t, i))
		}
		out.Samples = append(out.Samples, j)
	}
	return out
}
