package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
)

func TestAMissedRangeShowsTheRowsBeforeAndAfterTheValue(t *testing.T) {
	s := open(t, options(t), 120, 40)
	d := &details{a: s.app, width: 100}
	v := func(name, text string) trace.Value { return trace.Value{Name: name, Text: text} }
	near := []trace.Near{
		{Side: trace.Previous, Why: "c.at is 1 d 12 h after i.next_at", Fails: "c.at < i.next_at", Row: []trace.Value{v("iteration", "3")}},
		{Side: trace.Next, Why: "c.at is 2 h 14 min before i.created_at", Fails: "c.at >= i.created_at", Row: []trace.Value{v("iteration", "4")}},
	}
	d.lookup([]trace.Lookup{{Relation: "iterations", Join: "JOIN iterations", Compared: []trace.Value{v("c.at", "2024-03-02 12:00:00")}, Near: near}}, 0)
	d.lookup([]trace.Lookup{{Relation: "iterations", Join: "JOIN iterations", Hit: true, Row: []trace.Value{v("iteration", "3")}, Near: near[1:]}}, 0)
	got := strings.Join(d.lines, "\n")
	want := strings.TrimSpace(`
missed      iterations by JOIN iterations
  compared  c.at = 2024-03-02 12:00:00
  previous  c.at is 1 d 12 h after i.next_at, so that c.at < i.next_at fails: iteration=3
  next      c.at is 2 h 14 min before i.created_at, so that c.at >= i.created_at fails: iteration=4
met         iterations by JOIN iterations
  found     iteration = 3
  next      c.at is 2 h 14 min before i.created_at, so that c.at >= i.created_at fails: iteration=4`)
	if plain := ansi.Strip(got); plain != want {
		t.Errorf("got\n%s\nwant\n%s", plain, want)
	}
}
