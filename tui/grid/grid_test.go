package grid

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
	"funneltrace/tui/look"
)

var plain = look.New(look.Dark, look.Plain)

// filled is a grid of so many rows and columns, with the pages that a view wants read.
func filled(total int64, columns int) *Grid {
	cols := make([]Column, columns)
	for i := range cols {
		cols[i] = Column{Name: fmt.Sprintf("column_%d", i), Type: "VARCHAR", Mark: i == 0}
	}
	return New(cols, total)
}

// read reads what the grid wants.
func read(g *Grid) (pages []int64) {
	for {
		p, ok := g.Wants()
		if !ok {
			return pages
		}
		pages = append(pages, p)
		var rows [][]trace.Value
		for r := p * PageRows; r < min((p+1)*PageRows, g.Total); r++ {
			row := make([]trace.Value, len(g.Columns))
			for c := range row {
				row[c] = trace.Value{Name: g.Columns[c].Name, Text: fmt.Sprintf("r%dc%d", r, c)}
			}
			rows = append(rows, row)
		}
		g.Fill(p, rows)
	}
}

func view(g *Grid, width, height int) string {
	g.View(plain, width, height, "", "")
	read(g)
	return strings.Join(g.View(plain, width, height, "", ""), "\n")
}

func TestOnlyThePagesInSightAndBesideThemAreRead(t *testing.T) {
	g := filled(1_000_000, 3)
	g.View(plain, 80, 20, "", "")
	if got := read(g); len(got) != 2 || got[0] != 0 || got[1] != 1 {
		t.Errorf("read the pages %v, want 0 and 1", got)
	}
	g.To(500_000)
	g.View(plain, 80, 20, "", "")
	if got := read(g); len(got) == 0 || got[0] != 499_990/PageRows {
		t.Errorf("read the pages %v, want the one in sight first", got)
	}
	for i := range int64(1000) {
		g.To(i * PageRows)
		g.View(plain, 80, 20, "", "")
		read(g)
	}
	if len(g.pages) > keptPages {
		t.Errorf("%d pages are held, want %d at most", len(g.pages), keptPages)
	}
}

func TestARowThatIsNotThereYetIsDots(t *testing.T) {
	g := filled(10, 3)
	lines := g.View(plain, 80, 5, "", "")
	if !strings.Contains(lines[1], "···") || strings.Contains(lines[1], "r0c0") {
		t.Errorf("got %q", lines[1])
	}
}

func TestTheCursorsCellIsInBracketsAndInSight(t *testing.T) {
	g := filled(1000, 12)
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "[r0c0"},
		{func() { g.Move(1) }, "[r1c0"},
		{func() { g.Sideways(1) }, "[r1c1"},
		{func() { g.Sideways(100) }, "[r1c11"},
		{func() { g.To(999) }, "[r999c11"},
		{func() { g.To(5000) }, "[r999c11"},
		{func() { g.Sideways(-3) }, "[r999c8"},
		{func() { g.Sideways(-100); g.To(-5) }, "[r0c0"},
	} {
		step.do()
		if got := view(g, 70, 10); !strings.Contains(got, step.want) {
			t.Errorf("%s is not in sight:\n%s", step.want, got)
		}
	}
}

func TestMarkedColumnsStayWhenOneScrollsSideways(t *testing.T) {
	g := filled(10, 12)
	g.Sideways(100)
	if got := view(g, 70, 5); !strings.Contains(got, "!column_0") || !strings.Contains(got, "r0c0") {
		t.Errorf("the first column is out of sight:\n%s", got)
	}
	if left, right := g.Away(); left == 0 || right != 0 {
		t.Errorf("%d columns are away to the left and %d to the right", left, right)
	}
}

func TestAHiddenColumnIsNotShownAndTheCursorIsNotInIt(t *testing.T) {
	g := filled(10, 3)
	g.Sideways(1)
	g.Hide(1)
	if got := view(g, 80, 5); strings.Contains(got, "column_1") || !strings.Contains(got, "[") {
		t.Errorf("got\n%s", got)
	}
	g.Hide(0)
	if g.Hide(2) {
		t.Error("the last column can be hidden")
	}
}

func TestNullEmptyAndSpacesAreToldApart(t *testing.T) {
	g := New([]Column{{Name: "a", Type: "VARCHAR"}}, 4)
	g.View(plain, 60, 6, "", "")
	g.Wants()
	g.Fill(0, [][]trace.Value{{{Null: true}}, {{Text: ""}}, {{Text: " x "}}, {{Text: "NULL"}}})
	got := strings.Join(g.View(plain, 60, 6, "", ""), "\n")
	for _, want := range []string{"NULL", "''", "' x '", "'NULL'"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not there:\n%s", want, got)
		}
	}
}

// hostile are texts that do harm to a screen that is not careful.
var hostile = []string{
	"\x1b[2J\x1b[31mred", "two\nlines", "tab\there", "日本語の長いテキストが続きます", "é́́ combining", "👩‍👩‍👧‍👦 family", "\u202eright to left", "שלום עולם", "\x00\x07",
	strings.Repeat("long ", 100), "\xff\xfe", "a\u200bb", "ﷺ", "\r\n", "🇧🇷🇧🇷", "e\u0301\u0301\u0301", "\u2028",
}

func TestNoTextBreaksTheLinesOfTheGrid(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	cols := make([]Column, 6)
	for i := range cols {
		cols[i] = Column{Name: hostile[i], Type: "VARCHAR", Mark: i < 2}
	}
	g := New(cols, int64(len(hostile)))
	g.View(plain, 80, 20, "", "")
	g.Wants()
	rows := make([][]trace.Value, len(hostile))
	for i := range rows {
		for range cols {
			rows[i] = append(rows[i], trace.Value{Text: hostile[r.IntN(len(hostile))]})
		}
	}
	g.Fill(0, rows)
	for range 500 {
		width, height := 56+r.IntN(150), 2+r.IntN(30)
		g.Move(int64(r.IntN(7) - 3))
		g.Sideways(r.IntN(5) - 2)
		for _, line := range g.View(plain, width, height, cols[1].Name, "↑") {
			if w := ansi.StringWidth(line); w > width {
				t.Fatalf("a line is %d columns wide, the grid %d: %q", w, width, line)
			}
			if strings.ContainsAny(line, "\x1b\n\r\t\x00\x07") {
				t.Fatalf("a line has a control character: %q", line)
			}
		}
	}
}

func TestAClickPutsTheCursorOnTheCell(t *testing.T) {
	g := filled(50, 5)
	screen := strings.Split(view(g, 100, 10), "\n")
	at := strings.Index(screen[3], "r2c2")
	x := ansi.StringWidth(screen[3][:at])
	if again, ok := g.Click(x, 3, 100); !ok || again {
		t.Errorf("the click is again: %t, in the grid: %t", again, ok)
	}
	if row, col := g.Cursor(); row != 2 || col != 2 {
		t.Errorf("the cursor is on row %d, column %d; want 2 and 2", row, col)
	}
	if again, _ := g.Click(x, 3, 100); !again {
		t.Error("the second click is not known as such")
	}
	if _, ok := g.Click(x, 30, 100); ok {
		t.Error("a click below the rows is in the grid")
	}
}
