package report_test

import (
	"fmt"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

// trended is a ledger in which a loss has become larger.
func trended() *trace.Ledger {
	l := reporttest.Creators("2024", 1)
	t := &trace.Trend{By: "month", Break: &trace.Break{At: "2024-03", Before: 0.0131, After: 0.0262}}
	for i := range 12 {
		t.Points = append(t.Points, trace.Point{At: fmt.Sprintf("2024-%02d", i+1), Came: 1000, Took: int64(13 + 13*min(i/2, 1))})
	}
	l.Steps[2].Causes[4].Trend = t
	return l
}

func TestSinceWhenALossIsLargerStandsBelowIt(t *testing.T) {
	ls := []*trace.Ledger{trended()}
	table := string(report.Table(ls, provenance, form.Screen{Width: 120}))
	if want := "1.3% → 2.6% since 2024-03  ▅▅██████████\n"; !strings.Contains(table, want) {
		t.Errorf("%q is not in\n%s", want, table)
	}
	if page := string(report.Markdown(ls, provenance)); !strings.Contains(page, "<br><sub>1.3% → 2.6% since 2024-03 ▅▅██████████</sub>") {
		t.Errorf("it is not in\n%s", page)
	}
	doc, err := report.JSON(ls, provenance)
	if err != nil || !strings.Contains(string(doc), `"before": 0.0131`) {
		t.Errorf("it is not in the JSON (%v)", err)
	}
}

func TestASparklineFitsAndBeginsAtZero(t *testing.T) {
	trend := &trace.Trend{Points: []trace.Point{{Came: 10}, {Came: 10, Took: 5}, {Came: 0}, {Came: 10, Took: 10}}}
	for width, want := range map[int]string{10: "▁▅ █", 4: "▁▅ █", 2: "▃█", 0: "▁▅ █"} {
		if got := report.Sparkline(trend, width); got != want {
			t.Errorf("width %d: got %q, want %q", width, got, want)
		}
	}
	if got := report.Sparkline(&trace.Trend{Points: []trace.Point{{Came: 1}, {}}}, 9); got != "▁ " {
		t.Errorf("got %q", got)
	}
}

func TestValuesNearAFiltersConstantStandBelowIt(t *testing.T) {
	l := reporttest.Creators("2024", 1)
	for i := range 8 {
		l.Steps[6].Causes[0].Looks = append(l.Steps[6].Causes[0].Looks, trace.Look{Subject: "platform", Value: strings.Repeat("y", i), Near: "youtube", Why: "spelling", Clicks: int64(200 - i)})
	}
	want := "platform '' (200), y (199), yy (198), yyy (197), yyyy (196), yyyyy (195), 2 values more (387)"
	if got := report.Looks(l.Steps[6].Causes[0].Looks); got != want {
		t.Errorf("got %s", got)
	}
	if table := string(report.Table([]*trace.Ledger{l}, provenance, form.Screen{Width: 200})); !strings.Contains(table, "△ look      platform '' (200), y (199)") {
		t.Errorf("it is not in\n%s", table)
	}
	if page := string(report.Markdown([]*trace.Ledger{l}, provenance)); !strings.Contains(page, "△ **look** at `posts_yt`: what YouTube-only dropped has values near those that it asks for: platform '' (200)") {
		t.Errorf("it is not in\n%s", page)
	}
	doc, err := report.JSON([]*trace.Ledger{l}, provenance)
	if err != nil || !strings.Contains(string(doc), `"near": "youtube"`) {
		t.Errorf("it is not in the JSON (%v)", err)
	}
}

func TestTheChartOfATrendHasItsBreakBetweenTheMonthsBeforeAndAfter(t *testing.T) {
	c := report.TrendChart(trended().Steps[2].Causes[4].Trend)
	if c.At != form.ChartX(2, 12) || c.Top != "2.6%" || c.Note != "1.3% → 2.6% since 2024-03" || c.First != "2024-01" || c.Last != "2024-12" {
		t.Errorf("got %+v", c)
	}
	if len(c.Levels) != 2 || c.Levels[0].X2 != c.At || c.Levels[1].X1 != c.At || c.Levels[0].Y <= c.Levels[1].Y {
		t.Errorf("got levels %+v, want a lower one before and a higher one after", c.Levels)
	}
	none := report.TrendChart(&trace.Trend{By: "month", Points: []trace.Point{{At: "a"}, {At: "b"}}})
	if none.Line != "" || none.Note != "steady" || len(none.Levels) > 0 {
		t.Errorf("of nothing that came: got %+v", none)
	}
}
