package report

import (
	"cmp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// JourneysIn returns journeys in one of the forms: JSON, Markdown, which has the text as a block of code, or else the text.
func JourneysIn(kind form.Kind, js []trace.Journey, p Provenance, s form.Screen) ([]byte, error) {
	switch kind {
	case form.KindJSON:
		return JourneysJSON(js, p)
	case form.KindMarkdown:
		var m form.Page
		m.Fenced("", string(Journeys(js, p, form.Screen{Width: 100})))
		return m.Bytes(), nil
	}
	return Journeys(js, p, s), nil
}

// Journeys returns what happened to single root rows: step by step kept or dropped, with the values that decided, the
// lookup rows that were met and those that nearly were.
func Journeys(js []trace.Journey, p Provenance, s form.Screen) []byte {
	t := newLayout(nil, s)
	t.Name, t.Bar = max(s.Width, 60)-t.Count-form.ShareWidth-4, 0
	for i, j := range js {
		if i > 0 {
			t.Line("", "")
		}
		journey(t, j)
	}
	Footer(t, clockOf(js), p)
	return t.Bytes()
}

// clockOf says once what time it was for the models that ask.
func clockOf(js []trace.Journey) []string {
	if len(js) == 0 || js[0].Clock == "" {
		return nil
	}
	return []string{js[0].Clock}
}

func journey(t *form.Text, j trace.Journey) {
	t.Line(cmp.Or(j.Unit, "row")+" "+Count(j.Row), form.Title)
	values(t, 2, j.Root, "")
	known := map[string]string{}
	for _, v := range j.Root {
		known[v.Name] = Shown(v)
	}
	came := int64(1)
	for _, s := range j.Stops {
		t.Line("", "")
		stop(t, s, came, known)
		came = s.Rows
	}
	t.Line("", "")
	if j.Fate == "kept" {
		t.Line("✓ it reached the number", form.Title)
		return
	}
	if j.Incomplete != nil {
		t.Words(0, "· it "+Standing(j.Incomplete)+": "+j.Incomplete.Cause.Error(), form.Warn)
		return
	}
	at := ""
	if n := len(j.Stops); n > 0 {
		at = " at " + j.Stops[n-1].Step
	}
	t.Line("✗ it left"+at+": "+j.Fate, form.Title)
}

func stop(t *form.Text, s trace.Stop, came int64, known map[string]string) {
	if s.Kept {
		head := "✓ " + s.Step
		if rows := RowsOfOne(s, came); rows != "" {
			head += " " + rows
		}
		t.Words(0, head, form.Step)
	} else {
		t.Words(0, "✗ "+s.Step, form.Loss)
	}
	if c := s.Cause; c != nil {
		fact(t, Glyph(c.Class)+" "+string(c.Class), Label(*c), ClassStyle(c.Class))
		fact(t, "because", Predicate(*c), "")
		fact(t, "", c.Reason, form.Muted)
	}
	values(t, 4, s.Saw, "saw         ")
	for _, other := range s.AlsoSaw {
		fact(t, "in a copy", inline(other), "")
	}
	if s.SawMore {
		fact(t, "", "and more copies, with other values", form.Muted)
	}
	for _, c := range s.AlsoFails {
		fact(t, "also fails", AlsoFails(c), form.Muted)
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
	fact(t, "", RowsNotShown(s), form.Muted)
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

func lookup(t *form.Text, all []trace.Lookup, at int) {
	l := all[at]
	if l.Without != "" {
		fact(t, "no key", NoKey(l), form.Muted)
		return
	}
	verb, style := "missed", form.Loss
	if l.Hit {
		verb, style = "met", ""
	}
	if !SameJoin(all, at) {
		fact(t, verb, l.Relation+" by "+l.Join, style)
	}
	fact(t, "key", inline(l.Key), "")
	fact(t, "compared", inline(l.Compared), "")
	near := form.Warn
	if l.Hit {
		fact(t, "found", inline(l.Row), form.Muted)
		fact(t, "it lies", strings.Join(l.Within, ", "), form.Muted)
		near = form.Muted
	}
	if !l.Hit && len(l.Near) == 0 {
		fact(t, "nearest", "no key comes near it", near)
	}
	for _, n := range l.Near {
		if len(n.Row) == 0 {
			fact(t, "", n.Why, near)
			continue
		}
		fact(t, NearWord(n), NearWhy(n)+": "+inline(n.Row), near)
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
func fact(t *form.Text, word, text string, style form.Style) {
	const column = 12
	if text == "" {
		return
	}
	for i, part := range form.Wrap(strings.TrimSpace(text), t.Width()-4-column) {
		if i > 0 {
			word = ""
		}
		t.Line(strings.Repeat(" ", 4)+form.Pad(strings.TrimRight(word, " "), column)+part, style)
	}
}

// values prints a line per value, names aligned.
func values(t *form.Text, in int, vs []trace.Value, lead string) {
	width := 0
	for _, v := range vs {
		width = max(width, min(form.Width(v.Name), 28))
	}
	for _, v := range vs {
		parts := form.Wrap(Shown(v), t.Width()-in-len(lead)-width-2)
		for i, part := range parts {
			name := v.Name
			if i > 0 {
				name = ""
			}
			t.Line(strings.Repeat(" ", in)+lead+form.Pad(name, width)+"  "+part, "")
		}
	}
}

// inline prints values on one line: a=1, b=NULL.
func inline(vs []trace.Value) string {
	var parts []string
	for _, v := range vs {
		parts = append(parts, v.Name+"="+Shown(v))
	}
	return strings.Join(parts, ", ")
}

// Shown returns a value so that NULL, empty text and spaces at either end can be told apart.
func Shown(v trace.Value) string {
	switch {
	case v.Null:
		return "NULL"
	case v.Text == "" || v.Text == "NULL" || v.Text != strings.TrimSpace(v.Text):
		return "'" + form.Visible(v.Text) + "'"
	}
	return form.Visible(v.Text)
}

// AlsoFails names another predicate that a row fails.
func AlsoFails(c trace.Cause) string {
	if label, predicate := Label(c), Predicate(c); label != predicate {
		return label + ": " + predicate
	}
	return Label(c)
}
