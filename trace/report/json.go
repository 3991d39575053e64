package report

import (
	"funneltrace/trace"
	"funneltrace/trace/cost"
	"funneltrace/trace/report/form"
)

// The keys of the JSON documents are a contract: they are added to, never renamed.

type jsonDocument struct {
	Provenance Provenance   `json:"provenance"`
	Ledgers    []jsonLedger `json:"ledgers"`
}

type jsonLedger struct {
	Title  string     `json:"title"`
	Unit   string     `json:"unit"`
	Slice  string     `json:"slice"`
	In     int64      `json:"in"`
	Out    int64      `json:"out"`
	Totals jsonTotals `json:"totals"`
	Steps  []jsonStep `json:"steps"`
	Number jsonNumber `json:"number"`
	Notes  []string   `json:"notes"`

	Incomplete *jsonIncomplete `json:"incomplete,omitempty"` // the steps are those before the model that cannot be run
}

type jsonTotals struct {
	Expected int64 `json:"expected"`
	Loss     int64 `json:"loss"`
	Review   int64 `json:"review"`

	Worth *jsonWorth `json:"worth,omitempty"` // of all losses
}

type jsonStep struct {
	Name    string       `json:"name"`
	Model   string       `json:"model"`
	In      int64        `json:"in"`
	Out     int64        `json:"out"`
	RowsOut int64        `json:"rows_out"`
	Rollup  bool         `json:"rollup"`
	Causes  []jsonCause  `json:"causes"`
	FanOuts []jsonFanOut `json:"fan_outs"`
	Marks   []jsonMark   `json:"marks,omitempty"` // of rows that the step kept
	Ties    []jsonTie    `json:"ties"`

	Description string `json:"description,omitempty"`
}

type jsonCause struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Class     string   `json:"class"`
	Label     string   `json:"label"`
	Clicks    int64    `json:"clicks"`
	OnlyCause int64    `json:"only_cause"`
	Predicate string   `json:"predicate"`
	Reason    string   `json:"reason,omitempty"`
	At        *JSONPos `json:"at,omitempty"`
	RuleAt    *JSONPos `json:"rule_at,omitempty"`
	Because   string   `json:"because,omitempty"`
	SplitOf   string   `json:"split_of,omitempty"` // the filter that a rule split it off

	Worth *jsonWorth `json:"worth,omitempty"` // of a loss
	Trend *jsonTrend `json:"trend,omitempty"`
	Looks []jsonLook `json:"looks,omitempty"` // among the rows that the cause dropped
}

// jsonWorth is an estimate of what lost rows would have added to the number, in rows that it counts.
type jsonWorth struct {
	Rows  int64 `json:"rows"` // that failed nothing else at the step
	About int64 `json:"about"`
	Low   int64 `json:"low"` // the range is a 90 % interval
	High  int64 `json:"high"`
}

type jsonLook struct {
	Subject string `json:"subject"`
	Value   string `json:"value"`
	Near    string `json:"near,omitempty"` // a constant of the filter; none for a text that stands for no value
	Why     string `json:"why"`
	Clicks  int64  `json:"clicks"`
}

type jsonTrend struct {
	By     string      `json:"by"`
	Points []jsonPoint `json:"points"`
	Break  *jsonBreak  `json:"break,omitempty"`
}

type jsonPoint struct {
	At   string `json:"at"`
	Took int64  `json:"took"`
	Came int64  `json:"came"` // to the condition
}

type jsonBreak struct {
	At     string  `json:"at"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// JSONPos is a place in a file, as JSON has it.
type JSONPos struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonMark struct {
	Label  string      `json:"label"`
	Class  trace.Class `json:"class,omitempty"`
	When   string      `json:"when"`
	Clicks int64       `json:"clicks"`
	At     *JSONPos    `json:"at,omitempty"`
}

type jsonFanOut struct {
	Join   string `json:"join"`
	Clicks int64  `json:"clicks"`
	Extra  int64  `json:"extra_rows"`
	Keys   string `json:"repeated_keys,omitempty"`

	At *JSONPos `json:"at,omitempty"`
}

type jsonTie struct {
	Order string   `json:"order_by"`
	For   string   `json:"decides"`
	Rows  int64    `json:"rows"`
	Tied  string   `json:"tied,omitempty"` // names of some of them, where the tie is a lookup's
	At    *JSONPos `json:"at,omitempty"`
}

type jsonNumber struct {
	Label      string   `json:"label"`
	Measure    string   `json:"measure"`
	Clicks     int64    `json:"clicks"`
	FanOut     int64    `json:"fanout"`
	Value      *float64 `json:"value"` // null where the measure cannot be cut to the slice, and where the trace is incomplete
	Why        string   `json:"why,omitempty"`
	Plain      *float64 `json:"plain,omitempty"`
	Published  *float64 `json:"published,omitempty"`
	Difference *float64 `json:"difference,omitempty"`
}

// JSON returns the ledgers with everything they hold and where it came from:
// {"provenance": {…}, "ledgers": [{"slice", "in", "out", "totals", "steps", "number", "notes"}, …]};
// a ledger that does not come to the number has "incomplete" too.
// Counts are root rows unless the key says rows. Strings are the data's own, escaped where a terminal would obey them.
func JSON(ls []*trace.Ledger, p Provenance) ([]byte, error) {
	doc := jsonDocument{Provenance: p, Ledgers: []jsonLedger{}}
	for _, l := range ls {
		doc.Ledgers = append(doc.Ledgers, ledgerJSON(l))
	}
	return form.JSON(doc)
}

// LedgerJSON returns a ledger as [JSON] prints it.
func LedgerJSON(l *trace.Ledger) any { return ledgerJSON(l) }

func ledgerJSON(l *trace.Ledger) jsonLedger {
	out := jsonLedger{
		Title: l.Title, Unit: l.Unit, Slice: l.Slice, In: l.In(), Out: l.Out(),
		Totals: totalsJSON(l), Steps: []jsonStep{}, Number: numberJSON(l.Number), Notes: []string{},
		Incomplete: incompleteJSON(l.Incomplete),
	}
	out.Notes = append(out.Notes, l.Notes...)
	for _, s := range l.Steps {
		step := jsonStep{
			Name: s.Name, Model: s.Model, Description: s.Description, In: s.In, Out: s.Out, RowsOut: s.RowsOut, Rollup: s.Rollup,
			Causes: []jsonCause{}, FanOuts: []jsonFanOut{}, Ties: []jsonTie{},
		}
		for _, c := range s.Causes {
			step.Causes = append(step.Causes, causeJSON(c))
		}
		for _, f := range s.FanOuts {
			step.FanOuts = append(step.FanOuts, jsonFanOut{f.Join, f.Clicks, f.Extra, f.Keys, PosJSON(&f.Pos)})
		}
		for _, m := range s.Marks {
			step.Marks = append(step.Marks, jsonMark{m.Label, m.Class, m.When, m.Clicks, PosJSON(&m.Pos)})
		}
		for _, t := range s.Ties {
			step.Ties = append(step.Ties, jsonTie{t.Order, t.For, t.Rows, t.Tied, PosJSON(&t.Pos)})
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func totalsJSON(l *trace.Ledger) jsonTotals {
	t := Sum(l)
	return jsonTotals{t.Expected, t.Loss, t.Review, worthJSON(cost.Total(l))}
}

func worthJSON(w *trace.Worth) *jsonWorth {
	if w == nil {
		return nil
	}
	out := jsonWorth(*w)
	return &out
}

func causeJSON(c trace.Cause) jsonCause {
	var looks []jsonLook
	for _, l := range c.Looks {
		looks = append(looks, jsonLook(l))
	}
	return jsonCause{
		ID: c.ID, Kind: string(c.Kind), Class: string(c.Class), Label: Label(c), Clicks: c.Clicks, OnlyCause: c.OnlyCause,
		Predicate: c.Said(), Reason: c.Reason, At: PosJSON(&c.Pos), RuleAt: PosJSON(c.RuleAt), Because: c.Because, SplitOf: c.SplitOf, Trend: trendJSON(c.Trend), Looks: looks, Worth: worthJSON(c.Worth),
	}
}

// TrendJSON returns a trend as [JSON] prints it.
func TrendJSON(t *trace.Trend) any { return trendJSON(t) }

func trendJSON(t *trace.Trend) *jsonTrend {
	if t == nil {
		return nil
	}
	out := &jsonTrend{By: t.By, Points: []jsonPoint{}}
	for _, p := range t.Points {
		out.Points = append(out.Points, jsonPoint(p))
	}
	if t.Break != nil {
		b := jsonBreak(*t.Break)
		out.Break = &b
	}
	return out
}

// PosJSON returns a place; nil if it is none.
func PosJSON(p *trace.Pos) *JSONPos {
	if p == nil || p.Line == 0 {
		return nil
	}
	return &JSONPos{p.File, p.Line, p.Column}
}

func numberJSON(n trace.Reconciliation) jsonNumber {
	out := jsonNumber{Label: n.Label, Measure: n.Measure, Clicks: n.Clicks, FanOut: n.FanOut, Why: n.Why, Published: n.Published}
	if n.Known {
		out.Value = &n.Value
	}
	if n.PlainRun {
		out.Plain = &n.Plain
	}
	if n.Known && n.Published != nil {
		d := n.Value - *n.Published
		out.Difference = &d
	}
	return out
}
