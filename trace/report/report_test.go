package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestReportsPrintTheirGoldenFiles(t *testing.T) {
	describedModel := reporttest.Model
	describedModel.Description = clicksDescription
	one, years := []*trace.Ledger{reporttest.Creators("2024", 1)}, []*trace.Ledger{reporttest.Creators("2023", 2), reporttest.Creators("2024", 1), reporttest.Creators("2025", 3)}
	hostile := []*trace.Ledger{reporttest.Hostile()}
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, got := range map[string][]byte{
		"ledger.csv":            report.CSV(one, provenance, false),
		"ledger.json":           must(report.JSON(one, provenance)),
		"ledger.md":             report.Markdown(one, provenance),
		"ledger_80.txt":         report.Table(one, provenance, form.Screen{Width: 80}),
		"ledger_120.txt":        report.Table(one, provenance, form.Screen{Width: 120}),
		"ledger_color.txt":      report.Table(one, provenance, form.Screen{Width: 80, Color: true}),
		"years_80.txt":          report.Table(years, provenance, form.Screen{Width: 80}),
		"years_120.txt":         report.Table(years, provenance, form.Screen{Width: 120}),
		"years.csv":             report.CSV(years, provenance, false),
		"years.md":              report.Markdown(years, provenance),
		"none_80.txt":           report.Table(nil, provenance, form.Screen{Width: 80}),
		"hostile.csv":           report.CSV(hostile, provenance, false),
		"hostile.json":          must(report.JSON(hostile, provenance)),
		"hostile.md":            report.Markdown(hostile, provenance),
		"hostile_80.txt":        report.Table(hostile, provenance, form.Screen{Width: 80}),
		"explain_80.txt":        report.Explain(reporttest.Model, reporttest.Creators("2024", 1), provenance, form.Screen{Width: 80}),
		"explain_120.txt":       report.Explain(reporttest.Model, reporttest.Creators("2024", 1), provenance, form.Screen{Width: 120}),
		"explain_lookup_80.txt": report.Explain(trace.Model{Name: "lookup", File: "models/lookup.sql", Text: "SELECT 1\n"}, reporttest.Creators("2024", 1), provenance, form.Screen{Width: 80}),
		"stopped.csv":           report.CSV([]*trace.Ledger{stopped("2024", 1)}, provenance, false),
		"stopped.json":          must(report.JSON([]*trace.Ledger{stopped("2024", 1)}, provenance)),
		"stopped.md":            report.Markdown([]*trace.Ledger{stopped("2024", 1)}, provenance),
		"stopped_80.txt":        report.Table([]*trace.Ledger{stopped("2024", 1)}, provenance, form.Screen{Width: 80}),
		"stopped_years_80.txt":  report.Table([]*trace.Ledger{stopped("2024", 1), stopped("2025", 2)}, provenance, form.Screen{Width: 80}),
		"stopped_years.md":      report.Markdown([]*trace.Ledger{stopped("2024", 1), stopped("2025", 2)}, provenance),
		"stopped_explain.txt":   report.Explain(trace.Model{Name: "posts_yt", File: "models/posts_yt.sql", Text: "SELECT 1\n"}, stopped("2024", 1), provenance, form.Screen{Width: 80}),
		"described.json":        must(report.JSON([]*trace.Ledger{described("2024", 1)}, provenance)),
		"described.md":          report.Markdown([]*trace.Ledger{described("2024", 1)}, provenance),
		"described_explain.txt": report.Explain(describedModel, described("2024", 1), provenance, form.Screen{Width: 80}),
		"marked_80.txt":         report.Table([]*trace.Ledger{marked("2024", 2)}, provenance, form.Screen{Width: 80}),
		"marked_years_80.txt":   report.Table([]*trace.Ledger{marked("2024", 1), marked("2025", 2)}, provenance, form.Screen{Width: 80}),
		"marked.md":             report.Markdown([]*trace.Ledger{marked("2024", 2)}, provenance),
		"marked.json":           must(report.JSON([]*trace.Ledger{marked("2024", 2)}, provenance)),
		"journey_80.txt":        report.Journeys(journeys(), provenance, form.Screen{Width: 80}),
		"journey.json":          must(report.JourneysJSON(journeys(), provenance)),
	} {
		t.Run(name, func(t *testing.T) { reporttest.Golden(t, name, got, *update) })
	}
}

func TestTheClicksOfAStepSumToItsInInTheCSV(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(report.CSV([]*trace.Ledger{reporttest.Creators("2024", 1)}, provenance, false))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != report.Header {
		t.Errorf("header: got %s, want %s", got, report.Header)
	}
	sum, in := map[string]int{}, map[string]int{}
	for _, r := range rows[1:] {
		clicks, _ := strconv.Atoi(r[12])
		sum[r[3]] += clicks
		in[r[3]], _ = strconv.Atoi(r[5])
	}
	if d := cmp.Diff(in, sum); d != "" {
		t.Errorf("sums (-in +clicks):\n%s", d)
	}
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	one := reporttest.Creators("2024", 1)
	for _, width := range []int{60, 80, 100, 120, 200} {
		s := form.Screen{Width: width}
		for name, b := range map[string][]byte{
			"table":   report.Table([]*trace.Ledger{one}, provenance, s),
			"stopped": report.Table([]*trace.Ledger{stopped("2024", 1)}, provenance, s),
			"hostile": report.Table([]*trace.Ledger{reporttest.Hostile()}, provenance, s),
			"years":   report.Table([]*trace.Ledger{one, one, one, one, one, one, one, one}, provenance, s),
			"explain": report.Explain(reporttest.Model, one, provenance, s),
			"journey": report.Journeys(journeys(), provenance, s),
		} {
			for _, line := range strings.Split(string(b), "\n") {
				if strings.Contains(line, " │ ") && !strings.Contains(line, "│  ") {
					continue // the model's own lines are shown as they are
				}
				if got := ansi.StringWidth(line); got > width {
					t.Errorf("%s at %d: a line is %d wide: %s", name, width, got, line)
				}
			}
		}
	}
}

func TestSlicesOfASliceAreToldApart(t *testing.T) {
	a, b := reporttest.Creators("2024 country=BR 2024-01", 1), reporttest.Creators("2024 country=BR 2024-02", 1)
	got := string(report.Table([]*trace.Ledger{a, b}, provenance, form.Screen{Width: 80}))
	lines := strings.Split(got, "\n")
	if want := "2 slices of 2024 country=BR · rebrandly_20260612 (synthetic data)"; lines[1] != want {
		t.Errorf("got %q, want %q", lines[1], want)
	}
	if got, want := strings.Fields(lines[3]), []string{"2024-01", "2024-02"}; !cmp.Equal(got, want) {
		t.Errorf("columns: got %v, want %v", got, want)
	}
}

func TestNothingThatATerminalObeysIsPrinted(t *testing.T) {
	one := []*trace.Ledger{reporttest.Hostile()}
	stop := []*trace.Ledger{stopped("2024", 1)}
	j, err := report.JSON(one, provenance)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"table": report.Table(one, provenance, form.Screen{Width: 80}),
		"md":    report.Markdown(one, provenance),
		"csv":   report.CSV(one, provenance, false),
		"json":  j,

		"stopped table": report.Table(stop, provenance, form.Screen{Width: 80}),
		"stopped md":    report.Markdown(stop, provenance),
	} {
		for _, r := range string(b) {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
				t.Errorf("%s prints %U", name, r)
			}
		}
	}
	var doc struct {
		Ledgers []struct {
			Steps []struct{ Causes []struct{ Label string } }
		}
	}
	if err := json.Unmarshal(j, &doc); err != nil {
		t.Fatal(err)
	}
	if got, want := doc.Ledgers[0].Steps[0].Causes[0].Label, reporttest.Hostile().Steps[0].Causes[0].Label; got != want {
		t.Errorf("label read back from json: got %q, want %q", got, want)
	}
}
