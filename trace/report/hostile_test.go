package report_test

import (
	"fmt"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

func TestWhateverAStringSaysNoReportObeysIt(t *testing.T) {
	for _, all := range []bool{false, true} {
		for name, l := range map[string]*trace.Ledger{
			"whole": reporttest.Creators("2024", 1), "stopped": stopped("2024", 1), "marked": marked("2024", 2), "described": described("2024", 1),
		} {
			m, p, js := reporttest.Model, provenance, journeys()
			js = append(js, ranged())
			js[0].Incomplete = stopped("2024", 1).Incomplete
			if n := reporttest.Poison(l, all) + reporttest.Poison(&p, all) + reporttest.Poison(&m, all) + reporttest.Poison(js, all); n < 100 {
				t.Errorf("only %d strings were poisoned", n)
			}
			other := *l
			for _, ls := range [][]*trace.Ledger{{l}, {l, &other}} {
				for _, kind := range []form.Kind{form.KindCSV, form.KindJSON, form.KindMarkdown, form.KindText} {
					t.Run(fmt.Sprint(name, all, len(ls), kind), func(t *testing.T) {
						b, err := report.Ledgers(ls, p, kind, form.Screen{Width: 100}, false)
						if err != nil {
							t.Fatal(err)
						}
						reporttest.Harmless(t, kind, b)
					})
				}
			}
			reporttest.Harmless(t, form.KindText, report.Explain(m, l, p, form.Screen{Width: 100}))
			reporttest.Harmless(t, form.KindText, report.Journeys(js, p, form.Screen{Width: 100}))
			b, err := report.JourneysJSON(js, p)
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Harmless(t, form.KindJSON, b)
		}
	}
}
