package report

import (
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

type jsonJourneys struct {
	Provenance Provenance    `json:"provenance"`
	Journeys   []jsonJourney `json:"journeys"`
	Notes      []string      `json:"notes,omitempty"`
}

type jsonJourney struct {
	Unit  string      `json:"unit"`
	Row   int64       `json:"row"`
	Fate  string      `json:"fate"`
	Root  []jsonValue `json:"root"`
	Stops []jsonStop  `json:"stops"`

	Incomplete *jsonIncomplete `json:"incomplete,omitempty"` // of a row whose fate is "stands"
}

type jsonStop struct {
	Step      string        `json:"step"`
	Model     string        `json:"model"`
	Kept      bool          `json:"kept"`
	Rows      int64         `json:"rows"`
	Cause     *jsonReason   `json:"cause,omitempty"`
	AlsoFails []jsonReason  `json:"also_fails,omitempty"`
	Saw       []jsonValue   `json:"saw,omitempty"`
	AlsoSaw   [][]jsonValue `json:"also_saw,omitempty"` // in the row's copies
	SawMore   bool          `json:"saw_more,omitempty"` // and in others that are not listed
	Winner    *int64        `json:"winner_row,omitempty"`
	Lookups   []jsonLookup  `json:"lookups,omitempty"`
	Out       []jsonValue   `json:"out,omitempty"`
	More      [][]jsonValue `json:"more_out,omitempty"` // the other output rows
}

// jsonReason is a cause without counts: it is about one row.
type jsonReason struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Class     string   `json:"class"`
	Label     string   `json:"label"`
	Predicate string   `json:"predicate"`
	Reason    string   `json:"reason,omitempty"`
	At        *JSONPos `json:"at,omitempty"`
}

type jsonLookup struct {
	Relation string      `json:"relation"`
	Join     string      `json:"join"`
	Hit      bool        `json:"hit"`
	Key      []jsonValue `json:"key"`
	Compared []jsonValue `json:"compared,omitempty"`
	Row      []jsonValue `json:"row,omitempty"`
	Within   []string    `json:"within,omitempty"`  // how far the compared values are from the bounds of the range
	Without  string      `json:"without,omitempty"` // the relation that was missed before, so that there is no key
	Near     []jsonNear  `json:"near,omitempty"`
}

type jsonNear struct {
	Why      string      `json:"why"`
	Side     string      `json:"side,omitempty"`     // of ranges: "previous" or "next"
	Distance string      `json:"distance,omitempty"` // from the compared value to the bound that excludes the row
	Fails    string      `json:"fails,omitempty"`    // the condition that does
	Row      []jsonValue `json:"row"`
}

// jsonValue is a named value; null is SQL's NULL.
type jsonValue struct {
	Name  string  `json:"name"`
	Value *string `json:"value"`
}

// JourneysJSON returns the journeys with all their values:
// {"provenance": {…}, "journeys": [{"row", "fate", "root", "stops"}, …]}. Values are text, null is NULL.
func JourneysJSON(js []trace.Journey, p Provenance) ([]byte, error) {
	doc := jsonJourneys{p, []jsonJourney{}, clockOf(js)}
	for _, j := range js {
		out := jsonJourney{j.Unit, j.Row, j.Fate, valuesJSON(j.Root), []jsonStop{}, incompleteJSON(j.Incomplete)}
		for _, s := range j.Stops {
			out.Stops = append(out.Stops, stopJSON(s))
		}
		doc.Journeys = append(doc.Journeys, out)
	}
	return form.JSON(doc)
}

func stopJSON(s trace.Stop) jsonStop {
	out := jsonStop{Step: s.Step, Model: s.Model, Kept: s.Kept, Rows: s.Rows, Winner: s.Winner}
	if s.Cause != nil {
		r := reasonJSON(*s.Cause)
		out.Cause = &r
	}
	for _, c := range s.AlsoFails {
		out.AlsoFails = append(out.AlsoFails, reasonJSON(c))
	}
	if len(s.Saw) > 0 {
		out.Saw = valuesJSON(s.Saw)
	}
	out.SawMore = s.SawMore
	for _, row := range s.AlsoSaw {
		out.AlsoSaw = append(out.AlsoSaw, valuesJSON(row))
	}
	if len(s.Out) > 0 {
		out.Out = valuesJSON(s.Out)
	}
	for _, row := range s.More {
		out.More = append(out.More, valuesJSON(row))
	}
	for _, l := range s.Lookups {
		lk := jsonLookup{Relation: l.Relation, Join: l.Join, Hit: l.Hit, Key: valuesJSON(l.Key), Within: l.Within, Without: l.Without}
		if len(l.Row) > 0 {
			lk.Row = valuesJSON(l.Row)
		}
		if len(l.Compared) > 0 {
			lk.Compared = valuesJSON(l.Compared)
		}
		for _, n := range l.Near {
			lk.Near = append(lk.Near, jsonNear{n.Why, n.Side, n.Distance, n.Fails, valuesJSON(n.Row)})
		}
		out.Lookups = append(out.Lookups, lk)
	}
	return out
}

func reasonJSON(c trace.Cause) jsonReason {
	return jsonReason{c.ID, string(c.Kind), string(c.Class), Label(c), c.Said(), c.Reason, PosJSON(&c.Pos)}
}

func valuesJSON(vs []trace.Value) []jsonValue {
	out := []jsonValue{}
	for _, v := range vs {
		if v.Null {
			out = append(out, jsonValue{v.Name, nil})
			continue
		}
		out = append(out, jsonValue{v.Name, &v.Text})
	}
	return out
}
