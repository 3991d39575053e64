package report

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
)

// Journeys returns what happened to single root rows: step by step kept or dropped, with the values that decided, the
// lookup rows that were met and those that nearly were.
func Journeys(js []trace.Journey, p Provenance, s Screen) []byte {
	t := newLayout(nil, s)
	t.name, t.bar = max(s.Width, 60)-t.num-shareWidth-4, 0
	for i, j := range js {
		if i > 0 {
			t.line("", "")
		}
		journey(t, j)
	}
	footer(t, nil, p)
	return t.buf.Bytes()
}

func journey(t *layout, j trace.Journey) {
	unit := j.Unit
	if unit == "" {
		unit = "row"
	}
	t.line(Visible(unit+" "+Count(j.Row)), styleTitle)
	values(t, 2, j.Root, "")
	known := map[string]string{}
	for _, v := range j.Root {
		known[v.Name] = Shown(v)
	}
	came := int64(1)
	for _, s := range j.Stops {
		t.line("", "")
		stop(t, s, came, known)
		came = s.Rows
	}
	t.line("", "")
	if j.Fate == "kept" {
		t.line("✓ it reached the number", styleTitle)
		return
	}
	if j.Incomplete != nil {
		t.text(0, Visible("· it "+Standing(j.Incomplete)+": "+j.Incomplete.Cause.Error()), styleWarn)
		return
	}
	at := ""
	if n := len(j.Stops); n > 0 {
		at = " at " + j.Stops[n-1].Step
	}
	t.line("✗ it left"+Visible(at+": "+j.Fate), styleTitle)
}

func stop(t *layout, s trace.Stop, came int64, known map[string]string) {
	if s.Kept {
		head := "✓ " + Visible(s.Step)
		if rows := RowsOfOne(s, came); rows != "" {
			head += " " + rows
		}
		t.text(0, head, styleStep)
	} else {
		t.text(0, "✗ "+Visible(s.Step), styleLoss)
	}
	if c := s.Cause; c != nil {
		fact(t, Glyph(c.Class)+" "+string(c.Class), Visible(Label(*c)), classStyle(c.Class))
		fact(t, "because", Visible(Predicate(*c)), "")
		fact(t, "", Visible(c.Reason), styleMuted)
	}
	values(t, 4, s.Saw, "saw         ")
	for _, other := range s.AlsoSaw {
		fact(t, "in a copy", inline(other), "")
	}
	if s.SawMore {
		fact(t, "", "and more copies, with other values", styleMuted)
	}
	for _, c := range s.AlsoFails {
		fact(t, "also fails", Visible(AlsoFails(c)), styleMuted)
	}
	if s.Winner != nil {
		fact(t, "instead", "row "+Count(*s.Winner)+" stayed", "")
	}
	for i := range s.Lookups {
		lookup(t, s.Lookups, i)
	}
	if !s.Kept {
		return
	}
	for _, v := range s.Out {
		text := Shown(v)
		if was, ok := known[v.Name]; ok && was == text {
			continue
		}
		known[v.Name] = text
		values(t, 4, []trace.Value{v}, "now         ")
	}
	for i, other := range s.More {
		fact(t, "row "+Count(int64(i+2)), inline(s.Differences(other)), "")
	}
	fact(t, "", RowsNotShown(s), styleMuted)
}

// RowsOfOne says that several rows of a step's output stand for one root row, of which so many came to the step; empty if it is one.
func RowsOfOne(s trace.Stop, came int64) string {
	switch {
	case s.Rows > came:
		return GlyphFanOut + " became " + Count(s.Rows) + " rows"
	case s.Rows > 1:
		return "in " + Count(s.Rows) + " rows"
	}
	return ""
}

// RowsNotShown says how many more rows there are than a stop has; empty if it has all.
func RowsNotShown(s trace.Stop) string {
	if n := s.Rows - int64(1+len(s.More)); n > 0 && len(s.Out) > 0 {
		return "… and " + Units(n, "more row")
	}
	return ""
}

func lookup(t *layout, all []trace.Lookup, at int) {
	l := all[at]
	if l.Without != "" {
		fact(t, "no key", Visible(NoKey(l)), styleMuted)
		return
	}
	verb, style := "missed", styleLoss
	if l.Hit {
		verb, style = "met", ""
	}
	if !SameJoin(all, at) {
		fact(t, verb, Visible(l.Relation+" by "+l.Join), style)
	}
	fact(t, "key", inline(l.Key), "")
	fact(t, "compared", inline(l.Compared), "")
	near := styleWarn
	if l.Hit {
		fact(t, "found", inline(l.Row), styleMuted)
		fact(t, "it lies", Visible(strings.Join(l.Within, ", ")), styleMuted)
		near = styleMuted
	}
	if !l.Hit && len(l.Near) == 0 {
		fact(t, "nearest", "no key comes near it", near)
	}
	for _, n := range l.Near {
		if len(n.Row) == 0 {
			fact(t, "", Visible(n.Why), near)
			continue
		}
		fact(t, NearWord(n), Visible(NearWhy(n))+": "+inline(n.Row), near)
	}
}

// SameJoin says whether the lookup before met or missed the same join as this one did: another row of it.
func SameJoin(all []trace.Lookup, at int) bool {
	return at > 0 && all[at-1].Join == all[at].Join && all[at-1].Hit == all[at].Hit
}

// NoKey says why there is nothing to look up.
func NoKey(l trace.Lookup) string {
	return "for " + l.Relation + ", since " + l.Without + " was missed"
}

// NearWord is what a near miss is called: the previous row of a range, the next one, or the nearest.
func NearWord(n trace.Near) string {
	if n.Side != "" {
		return n.Side
	}
	return "nearest"
}

// NearWhy says why a near miss is none, and which condition of the join says so.
func NearWhy(n trace.Near) string {
	if n.Side != "" {
		return n.Why + ", so that " + n.Fails + " fails"
	}
	return n.Why
}

// fact prints what is known of a stop: a word, and a text that goes on below itself.
func fact(t *layout, word, text, style string) {
	const column = 12
	if text == "" {
		return
	}
	for i, part := range wrap(strings.TrimSpace(text), t.width()-4-column) {
		if i > 0 {
			word = ""
		}
		t.line(strings.Repeat(" ", 4)+pad(strings.TrimRight(word, " "), column)+part, style)
	}
}

// values prints a line per value, names aligned.
func values(t *layout, in int, vs []trace.Value, lead string) {
	width := 0
	for _, v := range vs {
		width = max(width, min(ansi.StringWidth(Visible(v.Name)), 28))
	}
	for _, v := range vs {
		parts := wrap(Shown(v), t.width()-in-len(lead)-width-2)
		for i, part := range parts {
			name := Visible(v.Name)
			if i > 0 {
				name = ""
			}
			t.line(strings.Repeat(" ", in)+lead+pad(name, width)+"  "+part, "")
		}
	}
}

// inline prints values on one line: a=1, b=NULL.
func inline(vs []trace.Value) string {
	var parts []string
	for _, v := range vs {
		parts = append(parts, Visible(v.Name)+"="+Shown(v))
	}
	return strings.Join(parts, ", ")
}

// Shown returns a value so that NULL, empty text and spaces at either end can be told apart.
func Shown(v trace.Value) string {
	switch {
	case v.Null:
		return "NULL"
	case v.Text == "" || v.Text == "NULL" || v.Text != strings.TrimSpace(v.Text):
		return "'" + Visible(v.Text) + "'"
	}
	return Visible(v.Text)
}

// AlsoFails names another predicate that a row fails.
func AlsoFails(c trace.Cause) string {
	if label, predicate := Label(c), Predicate(c); label != predicate {
		return label + ": " + predicate
	}
	return Label(c)
}
