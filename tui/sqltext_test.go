package tui

import (
	"strings"
	"testing"

	"funneltrace/tui/look"

	"github.com/google/go-cmp/cmp"
)

func TestSQLIsDrawnAsItIsWritten(t *testing.T) {
	plain := look.New(look.Dark, look.Plain)
	for _, text := range []string{
		"SELECT 1", "SELECT 'it''s' AS x -- a comment\nFROM {{ ref('a') }}\n", "a\n\n\nb", "\tx\r\n\ty", "SELECT \"weird \"\" name\", $$x$$, 1e5, é FROM 日本",
		"/* open", "'open", "", "{% for x in y %}{{ x }}{% endfor %}", strings.Repeat("x, ", 500),
	} {
		s := readSQL(text, plain)
		var drawn []string
		for i := range s.lines {
			_, rest, ok := strings.Cut(s.draw(i, 0, 10_000, 0, 0, plain), "│ ")
			if !ok {
				t.Fatalf("line %d of %q has no margin", i, text)
			}
			drawn = append(drawn, rest)
		}
		want := code(strings.ReplaceAll(strings.TrimRight(text, "\n"), "\r", ""))
		if got := strings.Join(drawn, `\n`); got != want {
			t.Errorf("%q is drawn as %q", want, got)
		}
	}
}

func TestThePredicateIsMarkedWhereItStands(t *testing.T) {
	text := "SELECT *\nFROM t\nWHERE a = 1\n  AND b = 2"
	mono := look.New(look.Dark, look.Mono)
	s := readSQL(text, mono)
	start := strings.Index(text, "b = 2")
	if first, last := s.span(start, start+5); first != 3 || last != 3 {
		t.Errorf("the predicate is on lines %d to %d, want 3", first, last)
	}
	line := s.draw(3, 0, 80, start, start+5, mono)
	if !strings.Contains(line, "▌") || !strings.Contains(line, mono.Mark.On("b")) || strings.Contains(line, mono.Mark.On("AND")) {
		t.Errorf("got %q", line)
	}
	if other := s.draw(2, 0, 80, start, start+5, mono); strings.Contains(other, "▌") {
		t.Errorf("another line is marked: %q", other)
	}
}

func TestATextThatIsNoUTF8IsCutWhereItsOwnBytesAre(t *testing.T) {
	text := "SELECT '\xff\xfe' -- caf\xe9\nFROM t\xff\n\n"
	got := readSQL(text, look.New(look.Dark, look.Plain))
	var lines []string
	for _, l := range got.lines {
		lines = append(lines, text[l.start:l.end])
		whole := ""
		for _, p := range l.parts {
			whole += p.text
		}
		if whole != text[l.start:l.end] {
			t.Errorf("the parts are %q, the line is %q", whole, text[l.start:l.end])
		}
	}
	if d := cmp.Diff([]string{"SELECT '\xff\xfe' -- caf\xe9", "FROM t\xff"}, lines); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
}

func TestALongLineIsFoldedWhereThereIsRoomAndLosesNothing(t *testing.T) {
	plain := look.New(look.Dark, look.Plain)
	text := "SELECT 1\n-- " + strings.Repeat("some words of it ", 9) + "\n" + strings.Repeat("x", 130) + " 日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本"
	s := readSQL(text, plain)
	for _, width := range []int{12, 30, 41, 60, 300} {
		var got strings.Builder
		for _, line := range s.whole(width, 1000, 0, 0, plain) {
			if w := look.Width(line); w > width {
				t.Errorf("at %d: a line is %d wide: %q", width, w, line)
			}
			_, rest, _ := strings.Cut(line, "│ ")
			got.WriteString(rest)
		}
		same := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		if d := cmp.Diff(same(text), same(got.String())); d != "" {
			t.Errorf("at %d: -want +got:\n%s", width, d)
		}
	}
	if s.whole(40, 3, 0, 0, plain) != nil {
		t.Error("it is drawn whole though there is no room")
	}
}
