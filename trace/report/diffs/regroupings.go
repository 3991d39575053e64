package diffs

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// How much of a regrouping is shown where not all of it is: the shifts of a dimension that the number is grouped by, those of another in
// one line, and the rows of a shift.
const (
	shiftsShown  = 12
	shiftsInLine = 3
	rowsShown    = 3
	valueWidth   = 60
	whyWidth     = 240
)

// ShiftText says from which value to which.
func ShiftText(s trace.Shift) string { return shiftValue(s.From) + " → " + shiftValue(s.To) }

func shiftValue(v *string) string {
	switch {
	case v == nil:
		return trace.Unknown
	case *v == "":
		return "''"
	}
	return short(*v, valueWidth)
}

// short is a text, or its beginning where it is long.
func short(s string, limit int) string {
	text, more := head(s, limit)
	if more {
		return text + "…"
	}
	return text
}

// Whys says what is known of the reason of a shift.
func Whys(s trace.Shift) []string {
	var out []string
	for _, why := range s.Why {
		out = append(out, short(why, whyWidth))
	}
	return out
}

// ShiftRows names some of the rows: by their keys, else by their numbers in A.
func ShiftRows(s trace.Shift, unit string) string {
	var names []string
	for _, r := range s.Rows[:min(rowsShown, len(s.Rows))] {
		names = append(names, shiftRow(r))
	}
	if len(names) == 0 {
		return ""
	}
	what := unit + " of A: "
	if key := s.Rows[0].Key; len(key) > 0 {
		what = ""
		if len(key) == 1 {
			what = key[0].Name + " "
		}
	}
	more := ""
	if s.Clicks > int64(len(names)) {
		more = ", …"
	}
	return what + strings.Join(names, ", ") + more
}

func shiftRow(r trace.ShiftRow) string {
	if len(r.Key) == 0 {
		return report.Count(r.Row[0])
	}
	var parts []string
	for _, v := range r.Key {
		parts = append(parts, short(report.Shown(v), valueWidth))
	}
	return strings.Join(parts, " + ")
}

// RegroupingTitle says how many rows have another value of the dimension.
func RegroupingTitle(r trace.Regrouping, unit string) string {
	return fmt.Sprintf("From which %s to which: %s that %s the number in both", r.Dimension, report.Units(r.Clicks, unit), reach(r.Clicks))
}

func reach(n int64) string {
	if n == 1 {
		return "reaches"
	}
	return "reach"
}

// Restated says in one line which shifts of a dimension there are.
func Restated(r trace.Regrouping) string {
	var parts []string
	shown := int64(0)
	for _, s := range r.Shifts[:min(shiftsInLine, len(r.Shifts))] {
		parts = append(parts, ShiftText(s)+" "+report.Count(s.Clicks))
		shown += s.Clicks
	}
	if rest := r.Clicks - shown; rest > 0 {
		parts = append(parts, "others "+report.Count(rest))
	}
	return strings.Join(parts, ", ")
}

// moreShifts says what is not listed; empty if all is.
func moreShifts(r trace.Regrouping, shown int) string {
	rest := r.Clicks
	for _, s := range r.Shifts[:shown] {
		rest -= s.Clicks
	}
	if rest == 0 {
		return ""
	}
	return "others, which the JSON and CSV have"
}

// regroupings are those whose shifts are listed, and those of which a line says enough. Where the number is grouped by a dimension, only
// that is listed; else those that have few shifts.
func regroupings(b *trace.Bridge) (listed, restated []trace.Regrouping) {
	any := slices.ContainsFunc(b.Regroupings, func(r trace.Regrouping) bool { return r.Grouped })
	for _, r := range b.Regroupings {
		if r.Grouped || !any && len(r.Shifts) <= shiftsShown {
			listed = append(listed, r)
		} else {
			restated = append(restated, r)
		}
	}
	return listed, restated
}

// regroupings prints from which value to which rows went.
func (t *diffLayout) regroupings(b *trace.Bridge) {
	listed, restated := regroupings(b)
	for _, r := range listed {
		t.Line("", "")
		t.hanging(2, 2, RegroupingTitle(r, b.Unit), form.Title)
		shown := min(shiftsShown, len(r.Shifts))
		for _, s := range r.Shifts[:shown] {
			t.item(report.GlyphRegroup, "", ShiftText(s), report.Count(s.Clicks), "", "", form.Warn)
			for _, why := range Whys(s) {
				t.under(why, form.Plain)
			}
			t.under(ShiftRows(s, b.Unit), form.Muted)
		}
		if more := moreShifts(r, shown); more != "" {
			t.item("", "", more, "", "", "", form.Muted)
		}
	}
	if len(restated) == 0 {
		return
	}
	t.Line("", "")
	t.hanging(2, 2, trace.Plural(b.Unit)+" that reach the number in both, with other values now", form.Title)
	for _, r := range restated {
		t.item(report.GlyphRegroup, "", r.Dimension, report.Count(r.Clicks), "", "", form.Warn)
		t.under(Restated(r), form.Muted)
	}
}

func (m *page) regroupings(b *trace.Bridge) {
	listed, restated := regroupings(b)
	for _, r := range listed {
		m.Para("#### " + form.MD(RegroupingTitle(r, b.Unit)))
		var rows [][]form.Markdown
		shown := min(shiftsShown, len(r.Shifts))
		for _, s := range r.Shifts[:shown] {
			rows = append(rows, []form.Markdown{form.MD(shiftValue(s.From)), form.MD(shiftValue(s.To)), count(s.Clicks), form.MD(strings.Join(Whys(s), "; ")), form.MD(ShiftRows(s, b.Unit))})
		}
		if more := moreShifts(r, shown); more != "" {
			rows = append(rows, []form.Markdown{form.MD(more), "", "", "", ""})
		}
		m.Table([]form.Markdown{"from", "to", form.MD(trace.Plural(b.Unit)) + ":", "why", "such as"}, rows)
	}
	var items []form.Markdown
	for _, r := range restated {
		items = append(items, "- "+form.Item(fmt.Sprintf("%s %s that %s the number in both now %s another %s: %s", report.GlyphRegroup, report.Units(r.Clicks, b.Unit), reach(r.Clicks), have(r.Clicks), r.Dimension, Restated(r))))
	}
	m.List(items)
}

func have(n int64) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// regroupings writes a line for each shift, and one for each of its rows that was kept.
func (c csvPage) regroupings(b *trace.Bridge) {
	for _, r := range b.Regroupings {
		for _, s := range r.Shifts {
			c.line(csvLine{level: "regrouped", name: r.Dimension, kind: grouping(r), label: strings.Join(s.Why, "; "), from: csvValue(s.From), to: csvValue(s.To), rows: form.Whole(s.Clicks)})
			for _, row := range s.Rows {
				item := ""
				if len(row.Key) > 0 {
					item = shiftRow(row)
				}
				c.line(csvLine{level: "regrouped row", name: r.Dimension, item: item, from: csvValue(s.From), to: csvValue(s.To), a: form.Whole(row.Row[0]), b: form.Whole(row.Row[1])})
			}
		}
		if r.More > 0 {
			c.line(csvLine{level: "regrouped", name: r.Dimension, kind: "others", rows: form.Whole(r.More)})
		}
	}
}

func csvValue(v *string) string {
	if v == nil {
		return ""
	}
	return *v
}

// grouping says whether the number is grouped by the dimension.
func grouping(r trace.Regrouping) string {
	if r.Grouped {
		return "group"
	}
	return "dimension"
}

type jsonRegrouping struct {
	Dimension string      `json:"dimension"`
	Grouped   bool        `json:"grouped"` // the number's model groups by it
	Clicks    int64       `json:"clicks"`
	Shifts    []jsonShift `json:"shifts"`
	Others    int64       `json:"others"` // root rows of shifts that are not listed
}

type jsonShift struct {
	From   *string        `json:"from"`
	To     *string        `json:"to"`
	Clicks int64          `json:"clicks"`
	Why    []string       `json:"why"`
	Rows   []jsonShiftRow `json:"rows"` // some of them
}

type jsonShiftRow struct {
	A   int64              `json:"row_a"`
	B   int64              `json:"row_b"`
	Key map[string]*string `json:"key,omitempty"`
}

func regroupingsJSON(b *trace.Bridge) []jsonRegrouping {
	out := []jsonRegrouping{}
	for _, r := range b.Regroupings {
		j := jsonRegrouping{r.Dimension, r.Grouped, r.Clicks, []jsonShift{}, r.More}
		for _, s := range r.Shifts {
			shift := jsonShift{s.From, s.To, s.Clicks, list(s.Why), []jsonShiftRow{}}
			for _, row := range s.Rows {
				one := jsonShiftRow{A: row.Row[0], B: row.Row[1]}
				for _, v := range row.Key {
					if one.Key == nil {
						one.Key = map[string]*string{}
					}
					text := v.Text
					if one.Key[v.Name] = &text; v.Null {
						one.Key[v.Name] = nil
					}
				}
				shift.Rows = append(shift.Rows, one)
			}
			j.Shifts = append(j.Shifts, shift)
		}
		out = append(out, j)
	}
	return out
}

type htmlRegrouping struct {
	Title, Units string
	Shifts       []htmlShift
	More         string
}

type htmlShift struct{ From, To, Count, Why, Rows string }

func htmlRegroupings(b *trace.Bridge) []htmlRegrouping {
	var out []htmlRegrouping
	for _, r := range b.Regroupings {
		h := htmlRegrouping{Title: RegroupingTitle(r, b.Unit), Units: trace.Plural(b.Unit)}
		shown := min(shiftsShown, len(r.Shifts))
		for _, s := range r.Shifts[:shown] {
			h.Shifts = append(h.Shifts, htmlShift{shiftValue(s.From), shiftValue(s.To), report.Count(s.Clicks), strings.Join(Whys(s), "; "), ShiftRows(s, b.Unit)})
		}
		h.More = moreShifts(r, shown)
		out = append(out, h)
	}
	return out
}
