package findings_test

import (
	"flag"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/findings"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
	"funneltrace/trace/who"
)

var update = flag.Bool("update", false, "write the golden files anew")

var provenance = report.Provenance{Chain: "creators", ChainHash: "b1946ac92492d2347c6235b4d2611184", Snapshot: "rebrandly_20260612",
	ManifestHash: "9f86d081884c7d659a2feaa0c55ad015", Version: "0.1.0", Synthetic: true, Command: "trace who x"}

func cell(name, text string) trace.Value {
	return trace.Value{Name: name, Text: text, Null: text == "∅"}
}

func found() *who.Findings {
	return &who.Findings{
		Unit: "click", Step: "campaigns_funnel_clicks", Label: "link not in the creators sheet", Slice: "2024", Taken: 900, Came: 10_000,
		Columns: []who.Column{
			{Names: []string{"route.slashtag"}, Explains: 0.996, Distinct: 400, Taking: 55, Half: 3, Values: []who.Value{
				{Cells: []trace.Value{cell("route.slashtag", "jonaskestrel-stems313")}, Taken: 300, Came: 300},
				{Cells: []trace.Value{cell("route.slashtag", "")}, Taken: 150, Came: 151},
				{Cells: []trace.Value{cell("route.slashtag", "∅")}, Taken: 100, Came: 900},
			}},
			{Names: []string{"month"}, Explains: 0.04, Distinct: 12, Taking: 1, Half: 1, Values: []who.Value{{Cells: []trace.Value{cell("month", "2024-03")}, Taken: 900, Came: 5000}}},
		},
		Pairs: []who.Column{{Names: []string{"month", "device"}, Explains: 0.3, Distinct: 40, Taking: 1, Half: 1,
			Values: []who.Value{{Cells: []trace.Value{cell("month", "2024-03"), cell("device", "=1+1|\x1b[2J<b>")}, Taken: 900, Came: 2000}}}},
		Left:  []who.Left{{Name: "timestamp", Why: "it has another value in most rows"}, {Name: "tags|\x1b[2J", Why: "it holds several values"}, {Name: "session", Why: "it has another value in most rows"}},
		Notes: []string{"379 clicks have no readable date and belong to no year"},
	}
}

func TestFindingsPrintTheirGoldenFiles(t *testing.T) {
	for _, kind := range findings.Kinds {
		for _, values := range []int{2, 50} {
			b, err := findings.Print(found(), provenance, kind, values, form.Screen{Width: 90}, false)
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Harmless(t, kind, b)
			if values == 2 {
				reporttest.Golden(t, "found."+string(kind), b, *update)
			}
		}
	}
}

func TestWhateverAStringSaysNoFindingsObeyIt(t *testing.T) {
	for _, all := range []bool{false, true} {
		f, p := found(), provenance
		if n := reporttest.Poison(f, all) + reporttest.Poison(&p, all); n < 20 {
			t.Errorf("only %d strings were poisoned", n)
		}
		for _, kind := range findings.Kinds {
			b, err := findings.Print(f, p, kind, 5, form.Screen{Width: 100}, false)
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Harmless(t, kind, b)
		}
	}
}

func TestTheSentenceNamesWhatTellsTheRowsFromOthers(t *testing.T) {
	f := found()
	want := "link not in the creators sheet: 900 clicks of the 10,000 that came there (9.0%); 55 of the 400 values of route.slashtag make all of it, 3 make half."
	if got := findings.Sentence(f); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	f.Columns = f.Columns[1:]
	want = "link not in the creators sheet: 900 clicks of the 10,000 that came there (9.0%); month 2024-03 makes 100.0% of them."
	if got := findings.Sentence(f); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	f.Columns = nil
	want = "link not in the creators sheet: 900 clicks of the 10,000 that came there (9.0%); no column tells them from the others."
	if got := findings.Sentence(f); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
