package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/diffs"
	"funneltrace/tui/look"
)

func (v *diffView) view(width, height int) []string {
	if !v.got.have {
		return v.a.waiting("comparing "+v.other.Name+" with "+v.a.opt.Provenance().Snapshot+", "+sliceName(v.slice), v.got.q, width, height)
	}
	out := v.head(width, height)
	height -= len(out)
	if width >= beside {
		left := width * 3 / 5
		return append(out, v.a.besides(v.table(left, height), left, v.panel(width-left-3, height), height)...)
	}
	need := len(v.lines)
	room := min(need, max(height-9, height/2))
	out = append(out, v.table(width, room)...)
	if rest := height - room - 1; rest >= 2 {
		out = append(out, v.a.look.Muted.On(strings.Repeat("╌", width)))
		out = append(out, v.panel(width, rest)...)
	}
	return out
}

// head says what is compared and, in a word, what came of it.
func (v *diffView) head(width, height int) []string {
	d, lk := v.got.value, v.a.look
	right := ""
	if d.Bridge != nil && d.Slice != "" {
		right = look.Clip(look.Clean(d.Slice), width/3)
	}
	from, to := look.Clean(diffs.SideName(d.A)), look.Clean(diffs.SideName(d.B))
	if d.A.Synthetic && d.B.Synthetic { // once is enough
		from = look.Clean(diffs.SideName(diff.Side{Snapshot: d.A.Snapshot}))
	}
	out := []string{lk.Title.On(look.Ends("A "+from+" → B "+to, right, width))}
	most := 1
	if height >= 18 {
		most = 3
	}
	paint := lk.Accent
	if diffs.Identical(d) {
		paint = lk.Good
	}
	lines := look.Wrap(look.Clean(diffs.Summary(d)[0]), width-2)
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], look.Clip(strings.Join(lines[most-1:], " "), width-2))
	}
	for _, l := range lines {
		out = append(out, "  "+paint.On(l))
	}
	notes := len(d.Notes)
	if d.Bridge != nil {
		notes += len(d.Bridge.Notes)
	}
	if notes > 0 && height >= 18 {
		out = append(out, "  "+lk.Warn.On(look.Clip(report.GlyphNote+" "+report.Units(int64(notes), "note")+": i", width-2)))
	}
	return append(out, lk.Muted.On(strings.Repeat("─", width)))
}

// table draws the lines around the cursor.
func (v *diffView) table(width, room int) []string {
	from, to := v.show(room)
	var out []string
	for i := from; i < to; i++ {
		out = append(out, v.lines[i].draw(width, i == v.list.at && v.lines[i].stops))
	}
	for len(out) < room {
		out = append(out, "")
	}
	return out
}

// show is the list's, with the lines above the first stop and below the last in sight where there is room.
func (v *diffView) show(room int) (from, to int) {
	n := len(v.lines)
	v.list.show(n, room)
	first, last := n, -1
	for i, l := range v.lines {
		if l.stops {
			first, last = min(first, i), i
		}
	}
	if v.list.at <= first && first < room {
		v.list.top = 0
	}
	if v.list.at == last && n-last <= room {
		v.list.top = max(0, n-room)
	}
	return v.list.show(n, room)
}

// panel explains the line under the cursor.
func (v *diffView) panel(width, height int) []string {
	lk := v.a.look
	l := v.under()
	if l == nil {
		return []string{lk.Muted.On(look.Clip("there is nothing to explain", width))}
	}
	lines := l.panel(width)
	if len(lines) > height {
		more := len(lines) - height + 1
		lines = append(lines[:max(height-1, 0):max(height-1, 0)], lk.Muted.On(look.Clip(fmt.Sprintf("… %s; v shows all", report.Units(int64(more), "more line")), width)))
	}
	return lines
}

// read makes the lines of a diff.
func (v *diffView) read() {
	d := v.got.value
	v.lines, v.list, v.num, v.tail = nil, list{}, 7, 0
	fit := func(text string) { v.num = max(v.num, look.Width(text)) }
	for _, t := range d.Tables {
		fit(report.Count(max(t.Rows[0], t.Rows[1])))
	}
	if b := d.Bridge; b != nil {
		w := diffs.NewWaterfall(b)
		fit(report.Amount(w.A))
		fit(report.Amount(w.B))
		for _, p := range b.Parts {
			fit(report.Signed(p.Effect))
			fit(report.Count(p.Clicks))
			v.tail = max(v.tail, min(look.Width(look.Clean(report.Units(p.Clicks, b.Unit))), 24))
		}
		v.readBridge(b, w)
	} else {
		v.head1("no number was compared")
	}
	if len(d.Tables) > 0 {
		v.head1(diffs.TablesTitle(d) + ": rows in A → in B")
	}
	for i := range d.Tables {
		v.readTable(&d.Tables[i])
	}
	v.to(0, 1)
}

// head1 adds a heading.
func (v *diffView) head1(text string) {
	v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string { return v.a.look.Title.On(look.Clip(look.Clean(text), width)) }})
}

// cells are what a line has. The word's width is that of its neighbours'.
type cells struct {
	figure, glyph, word, text, bar, end string
	wordWidth, barWidth                 int
	paint                               look.Paint // of glyph and word
	muted                               bool
}

// row draws a line of figure, sign, word, text, and where there is room, a bar and something at the end.
func (v *diffView) row(c cells, width int, cursor bool) string {
	lk := v.a.look
	figure := look.FitRight(c.figure, v.num)
	tag := look.Fit(c.glyph, 1) + " " + look.Fit(c.word, c.wordWidth)
	tail := ""
	if c.barWidth > 0 {
		tail += " " + look.Fit(c.bar, c.barWidth)
	}
	if c.end != "" && width >= 90 {
		tail += " " + look.FitRight(c.end, v.tail)
	}
	room := width - 2 - v.num - 1 - look.Width(tag) - 1 - look.Width(tail)
	rest := look.Fit(c.text, max(room, 0)) + tail
	switch {
	case cursor:
		return "› " + lk.Cursor.On(figure+" "+tag+" "+rest)
	case c.muted:
		return "  " + lk.Muted.On(figure+" "+tag+" "+rest)
	}
	return "  " + figure + " " + c.paint.On(tag) + " " + rest
}

// barWidth is the room for the waterfall's bars.
func barWidth(width int) int {
	if width < 76 {
		return 10
	}
	return min(width/4, 40)
}

const moveWidth, kindWidth = len("regrouped"), 11 // of the longest words

// readBridge adds the waterfall, and the parts that leave the number as it is.
func (v *diffView) readBridge(b *trace.Bridge, w diffs.Waterfall) {
	name := w.Name
	if !w.Known {
		name = "rows that reach " + name + "; the number itself is not known for this slice"
	}
	v.head1("From A's number to B's: " + name)
	end := func(side, snapshot string, x float64) {
		v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string {
			room := barWidth(width)
			line := v.row(cells{figure: report.Amount(x), glyph: side, wordWidth: 0, text: look.Clean(snapshot), bar: w.Marker(x, room), barWidth: room, end: " "}, width, false)
			return v.a.look.Accent.On(line)
		}})
	}
	end("A", v.got.value.A.Snapshot, w.A)
	for _, p := range w.Pieces {
		if p.Rest {
			v.rest(w, p)
			continue
		}
		v.part(b, &p.Part, func(width int) cells {
			room := barWidth(width)
			return cells{figure: report.Change(p.Effect), bar: w.Bar(p, room), barWidth: room, end: look.Clean(report.Units(p.Part.Clicks, b.Unit))}
		})
	}
	end("B", v.got.value.B.Snapshot, w.B)
	if len(w.Still) > 0 {
		v.head1("Moved, and did not change the number")
	}
	for i := range w.Still {
		p := &w.Still[i]
		v.part(b, p, func(int) cells { return cells{figure: report.Count(p.Clicks)} })
	}
	if b.Same > 0 {
		v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string {
			return v.row(cells{figure: report.Count(b.Same), glyph: "=", word: "same", wordWidth: moveWidth, text: look.Clean(trace.Plural(b.Unit)) + " that are in both and " + diffs.FaredAlike(b), muted: true}, width, false)
		}})
	}
	v.readRegroupings(b)
}

// rest adds the line of what the measure adds beyond counting rows.
func (v *diffView) rest(w diffs.Waterfall, p diffs.Piece) {
	what, _ := p.Text("")
	c := cells{figure: report.Change(p.Effect), glyph: p.Glyph(), word: p.Word(), wordWidth: moveWidth, text: what}
	v.lines = append(v.lines, diffLine{stops: true, off: "this is no rows: it is what the measure makes of them",
		draw: func(width int, cursor bool) string {
			c.barWidth = barWidth(width)
			c.bar, c.end = w.Bar(p, c.barWidth), " "
			return v.row(c, width, cursor)
		},
		panel: func(width int) []string {
			e := v.explain(width, p.Word()+": "+what, report.Change(p.Effect))
			e.say("", "The parts above are counted in rows. The number is not a plain count of rows; this is the rest of the difference.")
			return e.lines
		}})
}

// part adds the line of a part of the bridge.
func (v *diffView) part(b *trace.Bridge, p *trace.Part, figures func(width int) cells) {
	l := diffLine{stops: true}
	l.draw = func(width int, cursor bool) string {
		c := figures(width)
		c.glyph, c.word, c.wordWidth = diffs.MoveGlyph(*p), look.Clean(diffs.MoveWord(p.Move)), moveWidth
		c.text = look.Clean(diffs.FateText(*p, 0) + " → " + diffs.FateText(*p, 1))
		switch class := diffs.MoveClass(*p); {
		case class != "":
			c.paint = v.a.look.Class(class)
		case p.Move == trace.Fanned, p.Move == trace.Regrouped:
			c.paint = v.a.look.Warn
		}
		return v.row(c, width, cursor)
	}
	l.panel = func(width int) []string {
		e := v.explain(width, diffs.MoveWord(p.Move)+": "+diffs.MoveMeaning(p.Move, trace.Plural(b.Unit)), report.Signed(p.Effect)+" from "+report.Units(p.Clicks, b.Unit))
		e.say("A ", diffs.FateWords(*p, 0))
		e.say("B ", diffs.FateWords(*p, 1))
		if p.Move == trace.Regrouped && l.off == "" {
			e.say("", "Enter goes to where they went.")
		} else if l.off == "" {
			e.say("", "Enter opens step "+fateOf(*p).Step+" of the snapshot that is shown.")
		}
		return e.lines
	}
	if p.Move == trace.Regrouped && len(b.Regroupings) > 0 {
		l.open = func() tea.Cmd { v.to(v.regrouped, 1); return nil }
	} else if f := fateOf(*p); f != nil && f.Step != "" {
		l.open = func() tea.Cmd { return v.openStep(f) }
	} else {
		l.off = "no step dropped these"
	}
	v.lines = append(v.lines, l)
}

// fateOf is where a part's rows were dropped: in B, else in A.
func fateOf(p trace.Part) *trace.Fate {
	if p.To != nil {
		return p.To
	}
	return p.From
}

// explained is the lines of a panel.
type explained struct {
	a     *app
	width int
	lines []string
}

// explain begins a panel with a title, a figure on its right.
func (v *diffView) explain(width int, title, figure string) *explained {
	e := &explained{a: v.a, width: width}
	title, figure = look.Clean(title), look.Clip(look.Clean(figure), width*2/3)
	meaning := ""
	if look.Width(title)+1+look.Width(figure) > width {
		title, meaning, _ = strings.Cut(title, ": ")
	}
	e.lines = append(e.lines, v.a.look.Title.On(look.Ends(title, figure, width)))
	if meaning != "" {
		e.say("", meaning)
	}
	return e
}

// say adds a text that goes on below.
func (e *explained) say(first, text string) {
	for i, part := range look.Wrap(look.Clean(text), e.width-2-look.Width(first)) {
		lead := look.Spaces(look.Width(first))
		if i == 0 {
			lead = first
		}
		e.lines = append(e.lines, look.Clip("  "+lead+part, e.width))
	}
}

// readTable adds the lines of a table or model.
func (v *diffView) readTable(t *diff.Table) {
	name := look.Clean(t.Name)
	if t.Model {
		name += " (model)"
	}
	rows := report.Count(t.Rows[0]) + " → " + report.Count(t.Rows[1])
	switch {
	case t.Missing[0] || t.Missing[1]:
		k, n := diff.Added, t.Rows[1]
		if t.Missing[1] {
			k, n = diff.Removed, t.Rows[0]
		}
		text := diffs.KindMeaning(k)
		v.whole(t, cells{figure: report.Count(n), glyph: diffs.KindGlyph(k), word: text, text: name}, "it is "+text+", so there was nothing to compare it with")
		return
	case t.Equal():
		v.whole(t, cells{figure: report.Count(t.Same), glyph: "=", word: "same", text: name, muted: true}, "all rows and columns are the same")
		return
	}
	v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string {
		return "  " + v.a.look.Key.On(look.Ends(name, rows, width-2))
	}})
	for i := range t.Schema {
		if i == 0 {
			v.schema(t)
		}
	}
	for i := range t.Classes {
		v.class(t, &t.Classes[i])
	}
	if t.Same > 0 {
		v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string {
			return v.row(cells{figure: report.Count(t.Same), glyph: "=", word: "same", wordWidth: kindWidth, text: "in both", muted: true}, width, false)
		}})
	}
}

// whole adds a line for a table that has no others.
func (v *diffView) whole(t *diff.Table, c cells, why string) {
	c.wordWidth = kindWidth
	v.lines = append(v.lines, diffLine{stops: true, off: why,
		draw: func(width int, cursor bool) string { return v.row(c, width, cursor) },
		panel: func(width int) []string {
			e := v.explain(width, t.Name, report.Units(t.Rows[0], "row")+" → "+report.Units(t.Rows[1], "row"))
			e.say("", why)
			return v.notes(e, t)
		}})
}

// schema adds the line of the columns that only one side has, or that have another type.
func (v *diffView) schema(t *diff.Table) {
	var names []string
	for _, s := range t.Schema[:min(len(t.Schema), 12)] {
		kind, _ := diffs.SchemaText(s)
		names = append(names, diffs.SchemaGlyph(kind)+" "+s.Column)
	}
	c := cells{figure: report.Count(int64(len(t.Schema))), glyph: "≠", word: "schema", wordWidth: kindWidth, text: look.Clean(strings.Join(names, ", ")), paint: v.a.look.Warn}
	v.lines = append(v.lines, diffLine{stops: true, off: "columns have no rows of their own",
		draw: func(width int, cursor bool) string { return v.row(c, width, cursor) },
		panel: func(width int) []string {
			e := v.explain(width, "schema: columns that only one side has, or of another type", report.Units(int64(len(t.Schema)), "column")+" of "+t.Name)
			for _, s := range t.Schema {
				kind, text := diffs.SchemaText(s)
				e.say(diffs.SchemaGlyph(kind)+" ", s.Column+"  "+text)
			}
			return v.notes(e, t)
		}})
}

// class adds the line of the rows of one kind.
func (v *diffView) class(t *diff.Table, k *diff.Class) {
	l := diffLine{stops: true}
	text := diffs.KindMeaning(k.Kind)
	if s := diffs.ColumnCounts(k.Columns, 3); s != "" && k.Kind != diff.Renumbered {
		text = s
	}
	if len(k.Numbering) > 0 {
		text = diffs.NumberingShort(k.Numbering[0])
	}
	c := cells{figure: report.Count(k.Rows), glyph: diffs.KindGlyph(k.Kind), word: look.Clean(string(k.Kind)), wordWidth: kindWidth, text: look.Clean(text)}
	if k.Kind == diff.Renumbered || k.Kind == diff.Reattached {
		c.paint = v.a.look.Warn
	}
	l.draw = func(width int, cursor bool) string { return v.row(c, width, cursor) }
	l.panel = func(width int) []string {
		e := v.explain(width, string(k.Kind)+": "+diffs.KindMeaning(k.Kind), report.Units(k.Rows, "row")+" of "+t.Name)
		for _, n := range k.Numbering {
			e.say("", diffs.NumberingText(n))
			for _, tie := range n.Ties {
				e.say(report.GlyphTie+" ", diffs.TieText(n, tie))
			}
		}
		if len(k.Columns) > 0 {
			e.say("", "differ: "+diffs.ColumnCounts(k.Columns, len(k.Columns)))
		}
		if k.Kind == diff.Reattached {
			if s := lookups(t, k); s != "" {
				e.say("", s)
			}
		}
		if k.Kind == diff.Changed && t.Matching != "" {
			e.say("", "paired "+t.Matching)
		}
		if n := len(k.Samples); n > 0 {
			e.say("", fmt.Sprintf("Enter shows %s of %s.", report.Count(int64(n)), report.Units(k.Rows, "row")))
		} else {
			e.say("", "There are no samples of these rows.")
		}
		return v.notes(e, t)
	}
	if len(k.Samples) > 0 {
		l.open = func() tea.Cmd { return v.a.push(newDiffRows(v.a, v.got.value, t, k)) }
	} else {
		l.off = "there are no samples of these rows"
	}
	v.lines = append(v.lines, l)
}

// notes adds what the reader must know of a table.
func (v *diffView) notes(e *explained, t *diff.Table) []string {
	for _, n := range t.Notes {
		e.say(report.GlyphNote+" ", n)
	}
	return e.lines
}

// lookups says which lookups the columns that differ come from.
func lookups(t *diff.Table, k *diff.Class) string {
	var parts []string
	for _, cc := range k.Columns {
		for _, c := range t.Columns {
			if c.Name == cc.Column && c.Role == diff.Joined && c.From != "" {
				parts = append(parts, c.Name+" from "+c.From)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "joined in: " + strings.Join(parts, ", ")
}
