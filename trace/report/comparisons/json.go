package comparisons

import (
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// The keys of the JSON document are a contract: they are added to, never renamed.

type jsonComparison struct {
	Provenance report.Provenance `json:"provenance"`
	Title      string            `json:"title"`
	Unit       string            `json:"unit"`
	Label      string            `json:"label"`
	Sentence   string            `json:"sentence"`
	Counts     bool              `json:"number_counts_rows"` // false: numbers are the rows that reach it
	SliceA     string            `json:"slice_a"`
	SliceB     string            `json:"slice_b"`
	Roots      jsonPair          `json:"roots"`
	Shared     int64             `json:"in_both"`
	Numbers    jsonPair          `json:"numbers"`
	Change     int64             `json:"change"`
	Parts      []jsonPart        `json:"parts"`
	By         string            `json:"by,omitempty"`
	Values     []jsonValue       `json:"values,omitempty"`
	Notes      []string          `json:"notes"`
}

type jsonPair struct {
	A int64 `json:"a"`
	B int64 `json:"b"`
}

type jsonPart struct {
	Part    string    `json:"part"`
	Step    string    `json:"step,omitempty"`
	Cause   string    `json:"cause,omitempty"`
	Kind    string    `json:"kind,omitempty"`
	Class   string    `json:"class,omitempty"`
	Label   string    `json:"label,omitempty"`
	Reached *jsonPair `json:"reached,omitempty"`
	Took    *jsonPair `json:"took,omitempty"`
	Effect  int64     `json:"effect"`
	Exact   float64   `json:"exact"`
	Trend   any       `json:"trend,omitempty"` // as [report.JSON] prints it
}

type jsonValue struct {
	Value   string     `json:"value"`
	Roots   jsonPair   `json:"roots"`
	Numbers jsonPair   `json:"numbers"`
	Change  int64      `json:"change"`
	Parts   []jsonPart `json:"parts"`
}

// JSON returns a comparison with everything it holds. Strings are the data's own, escaped where a terminal would obey them.
func JSON(c *compare.Comparison, p report.Provenance) ([]byte, error) {
	b := c.Sides[1]
	doc := jsonComparison{
		Provenance: p, Title: b.Title, Unit: c.Unit, Label: report.NumberName(c.Label), Sentence: Sentence(c), Counts: c.Counts,
		SliceA: c.Sides[0].Slice, SliceB: b.Slice, Roots: pairOf(c.Roots), Shared: c.Shared, Numbers: pairOf(c.Numbers), Change: c.Change(),
		Parts: jsonParts(c, c.Parts), By: c.By, Notes: append([]string{}, Notes(c)...),
	}
	for _, v := range c.Values {
		doc.Values = append(doc.Values, jsonValue{v.Name, pairOf(v.Roots), pairOf(v.Numbers), v.Change(), jsonParts(c, v.Parts)})
	}
	return form.JSON(doc)
}

func pairOf(n [2]int64) jsonPair { return jsonPair{n[0], n[1]} }

func jsonParts(c *compare.Comparison, parts []compare.Part) []jsonPart {
	out := []jsonPart{}
	for _, p := range parts {
		j := jsonPart{Part: string(p.Kind), Effect: p.Effect, Exact: p.Exact}
		if p.Kind == compare.Dropped {
			cause := c.Cause(p)
			reached, took := pairOf(p.Reached), pairOf(p.Took)
			if cause.Trend != nil {
				j.Trend = report.TrendJSON(cause.Trend)
			}
			j.Step, j.Cause, j.Kind, j.Class, j.Label, j.Reached, j.Took = c.Step(p).Name, cause.ID, string(cause.Kind), string(cause.Class), Label(c, p), &reached, &took
		}
		out = append(out, j)
	}
	return out
}
