package comparisons_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/comparisons"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var provenance = report.Provenance{
	Chain: "creators", ChainHash: "b1946ac92492d2347c6235b4d2611184", Snapshot: "rebrandly_20260612",
	ManifestHash: "9f86d081884c7d659a2feaa0c55ad015", Version: "0.1.0", Synthetic: true, Command: "trace compare 2023 2024",
}

// moved is the ledger of a slice in which a cause took more clicks than before.
func moved(slice string, n int64, step, cause string, more int64) *trace.Ledger {
	l := reporttest.Creators(slice, n)
	taken := false
	for i := range l.Steps {
		s := &l.Steps[i]
		if taken {
			s.In -= more
		}
		for k := range s.Causes {
			if s.Name == step && s.Causes[k].ID == cause {
				s.Causes[k].Clicks += more
				taken = true
			}
		}
		if taken {
			s.Out -= more
		}
	}
	l.Number.Clicks -= more
	l.Number.Value -= float64(more)
	return l
}

func leak() *compare.Comparison {
	return compare.Slices(reporttest.Creators("2023", 2), moved("2024", 1, "campaigns_funnel_clicks", "campaign_j", 8000))
}

func split() *compare.Comparison {
	c := leak()
	bucket := func(l *trace.Ledger, name string) *trace.Ledger {
		l.Bucket = name
		return l
	}
	c.SplitBy("country", []*trace.Ledger{bucket(reporttest.Creators("x", 1), "BR"), bucket(reporttest.Creators("x", 1), "")},
		[]*trace.Ledger{bucket(moved("x", 1, "campaigns_funnel_clicks", "campaign_j", 8000), "BR")})
	return c
}

func hostile() *compare.Comparison {
	b := reporttest.Hostile()
	b.Steps[0].Causes[0].Clicks, b.Steps[0].Out, b.Number.Clicks = 0, 2, 2
	c := compare.Slices(reporttest.Hostile(), b)
	value := *b
	value.Bucket = "=1+1\x1b[2J|<b>"
	c.SplitBy("dim\x1b|", nil, []*trace.Ledger{&value})
	c.Shared = 3
	return c
}

func TestComparisonsPrintTheirGoldenFiles(t *testing.T) {
	for name, c := range map[string]*compare.Comparison{"leak": leak(), "split": split(), "hostile": hostile()} {
		for _, kind := range comparisons.Kinds {
			widths := []int{100}
			if kind == form.KindText {
				widths = []int{80, 120}
			}
			for _, w := range widths {
				file := name + "." + string(kind)
				if kind == form.KindText {
					file = fmt.Sprintf("%s_%d.txt", name, w)
				}
				t.Run(file, func(t *testing.T) {
					b, err := comparisons.Print(c, provenance, kind, 1, form.Screen{Width: w}, false)
					if err != nil {
						t.Fatal(err)
					}
					reporttest.Golden(t, file, b, *update)
					reporttest.Harmless(t, kind, b)
				})
			}
		}
	}
}

func TestWhateverAStringSaysNoComparisonObeysIt(t *testing.T) {
	for _, all := range []bool{false, true} {
		c, p := split(), provenance
		c.Notes = []string{"a note"}
		if n := reporttest.Poison(c, all) + reporttest.Poison(&p, all); n < 100 {
			t.Errorf("only %d strings were poisoned", n)
		}
		for _, kind := range comparisons.Kinds {
			b, err := comparisons.Print(c, p, kind, 1, form.Screen{Width: 100}, false)
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Harmless(t, kind, b)
		}
	}
}

func TestTheEffectsOfTheCSVAddUpToTheChange(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(comparisons.CSV(split(), provenance, false))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(comparisons.Header, strings.Join(rows[0], ",")); d != "" {
		t.Error(d)
	}
	left := map[string]int64{}
	for _, r := range rows[1:] {
		n, err := strconv.ParseInt(r[len(r)-1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if r[6] != "number" {
			n = -n
		}
		left[r[4]+"="+r[5]] += n
	}
	if d := cmp.Diff(map[string]int64{"=": 0, "country=BR": 0, "country=": 0}, left); d != "" {
		t.Errorf("what is left of each change (-want +got):\n%s", d)
	}
}

func TestTheSentenceSaysWhatTheChangeIsDueTo(t *testing.T) {
	same := reporttest.Creators("2024", 1)
	sum := reporttest.Creators("2024", 1)
	sum.Number.Measure, sum.Number.Known = "sum(price)", false
	for want, c := range map[string]*compare.Comparison{
		"The number is 16,032 in both.":                                                      compare.Slices(reporttest.Creators("2023", 1), same),
		"The number rose by 16,032: 16,032 for more clicks (100%).":                          compare.Slices(same, reporttest.Creators("2025", 2)),
		"The number fell by 16,032: 16,032 for fewer clicks (100%).":                         compare.Slices(reporttest.Creators("2025", 2), same),
		"The count of rows behind the number rose by 16,032: 16,032 for more clicks (100%).": compare.Slices(sum, reporttest.Creators("2025", 2)),
	} {
		if got := comparisons.Sentence(c); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
