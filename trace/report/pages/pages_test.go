package pages_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/pages"
	"funneltrace/trace/report/reporttest"
	"funneltrace/trace/who"
)

var update = flag.Bool("update", false, "write the golden files anew")

var provenance = report.Provenance{
	Chain: "creators", ChainHash: "b1946ac92492d2347c6235b4d2611184", Snapshot: "rebrandly_20260612",
	ManifestHash: "9f86d081884c7d659a2feaa0c55ad015", Version: "0.1.0", Synthetic: true, Command: "trace --year 2024 --html",
}

// looked is a ledger of which all has been looked at: since when, near values, what a rule split off.
func looked() *trace.Ledger {
	l := reporttest.Creators("2024", 1)
	clicks, yt := &l.Steps[2], &l.Steps[6]
	t := &trace.Trend{By: "month", Break: &trace.Break{At: "2024-03", Before: 0.05, After: 0.14}}
	for i, took := range []int64{50, 50, 140, 0, 140} {
		t.Points = append(t.Points, trace.Point{At: fmt.Sprintf("2024-%02d", i+1), Took: took, Came: 1000})
	}
	t.Points[3].Came = 0
	clicks.Causes[4].Trend, clicks.Causes[4].Reason = t, "no row has the key"
	yt.Causes[0].Looks = []trace.Look{{Subject: "platform", Value: "", Clicks: 479}, {Subject: "platform", Value: "yt", Near: "youtube", Clicks: 207}}
	split := yt.Causes[0]
	split.ID, split.SplitOf, split.Class, split.Label, split.Clicks, split.Reason = "yt_f-1", "yt_f", trace.Review, "platform abbreviated", 207, "the value is 'yt'"
	yt.Causes = append(yt.Causes, split)
	yt.Causes[0].Clicks -= 207
	l.Steps[2].Marks = []trace.MarkCount{{Label: "at risk", Class: trace.Review, When: "x > 1", Clicks: 7}}
	return l
}

func findings() map[string]*who.Findings {
	cells := func(text string, null bool) []trace.Value {
		return []trace.Value{{Name: "link", Text: text, Null: null}}
	}
	return map[string]*who.Findings{"campaign_j": {
		Unit: "click", Step: "campaigns_funnel_clicks", Label: "link not in the creators sheet", Slice: "2024", Taken: 9000, Came: 80000,
		Columns: []who.Column{{Names: []string{"link"}, Explains: 0.99, Distinct: 376, Taking: 3, Half: 1, Values: []who.Value{
			{Cells: cells("a-stems1", false), Taken: 8000, Came: 8000}, {Cells: cells("", false), Taken: 900, Came: 1000}}},
			{Names: []string{"campaign"}, Explains: 0.5, Distinct: 20, Taking: 1, Half: 1, Values: []who.Value{{Cells: cells("", true), Taken: 9000, Came: 9100}}}},
	}}
}

func page(t testing.TB, ls []*trace.Ledger, found map[string]*who.Findings, p report.Provenance) []byte {
	b, err := pages.HTML(ls, found, p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func stopped() *trace.Ledger {
	l := reporttest.Creators("2024", 1)
	l.Steps = l.Steps[:6]
	l.Incomplete = &trace.IncompleteError{Model: "posts_yt", NotReached: []string{"posts_yt"}, Cause: &trace.ModelError{Model: "posts_yt", Message: "no such column", Excerpt: "1 | SELECT x"}}
	return l
}

func TestPagesPrintTheirGoldenFiles(t *testing.T) {
	for name, ls := range map[string][]*trace.Ledger{
		"ledger":  {looked()},
		"years":   {reporttest.Creators("2023", 2), looked()},
		"stopped": {stopped()},
		"hostile": {reporttest.Hostile()},
		"none":    nil,
	} {
		t.Run(name, func(t *testing.T) {
			b := page(t, ls, findings(), provenance)
			reporttest.Golden(t, name+".html", b, *update)
			reporttest.Harmless(t, form.KindHTML, b)
		})
	}
}

func TestWhateverAStringSaysNoPageObeysIt(t *testing.T) {
	for _, all := range []bool{false, true} {
		l, f, p := looked(), findings(), provenance
		found := f["campaign_j"]
		if n := reporttest.Poison(l, all) + reporttest.Poison(found, all) + reporttest.Poison(&p, all); n < 100 {
			t.Errorf("only %d strings were poisoned", n)
		}
		other, stopped := *l, stopped()
		reporttest.Poison(stopped, all)
		for _, ls := range [][]*trace.Ledger{{l}, {l, &other}, {stopped}} {
			reporttest.Harmless(t, form.KindHTML, page(t, ls, map[string]*who.Findings{l.Steps[2].Causes[4].ID: found}, p))
		}
	}
}

func TestAPageNeedsNothingElse(t *testing.T) {
	b := string(page(t, []*trace.Ledger{looked()}, findings(), provenance))
	for _, other := range []string{"<script", "<link", "<img", "src=", "href=", "@import", "url("} {
		if strings.Contains(b, other) {
			t.Errorf("the page has %s", other)
		}
	}
}

// The funnel of a page is that of the ledger: what a step's causes took off lies between the bars of the steps around it.
func TestTheFunnelHasEachCauseThatTookSomething(t *testing.T) {
	l := looked()
	b := string(page(t, []*trace.Ledger{l}, nil, provenance))
	for _, s := range l.Steps {
		for i, name := range report.Labels(s) {
			if want := name + ": " + report.Minus(s.Causes[i].Clicks); s.Causes[i].Clicks > 0 && !strings.Contains(b, want) {
				t.Errorf("the funnel does not have %s", want)
			} else if s.Causes[i].Clicks == 0 && strings.Contains(b, ">"+name+"<") {
				t.Errorf("the page has %s, which took nothing", name)
			}
		}
	}
}
