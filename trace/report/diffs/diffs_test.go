package diffs_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// diffPages prints a diff in every form.
func diffPages(t *testing.T, d *diff.Diff) map[string][]byte {
	t.Helper()
	html, err := diffs.HTML(d)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := diffs.JSON(d)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"html": html, "json": doc, "csv": diffs.CSV(d, false), "md": diffs.Markdown(d),
		"80.txt": diffs.Text(d, false, form.Screen{Width: 80}), "120.txt": diffs.Text(d, false, form.Screen{Width: 120}),
	}
}

func checkPages(t *testing.T, d *diff.Determinism) map[string][]byte {
	t.Helper()
	doc, err := diffs.DeterminismJSON(d)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"json": doc, "csv": diffs.DeterminismCSV(d, false), "md": diffs.DeterminismMarkdown(d),
		"80.txt": diffs.DeterminismText(d, form.Screen{Width: 80}), "120.txt": diffs.DeterminismText(d, form.Screen{Width: 120}),
	}
}

func TestDiffsPrintTheirGoldenFiles(t *testing.T) {
	for name, d := range map[string]*diff.Diff{"rich": rich(), "same": same(), "schema": reshaped(), "hostile": evil()} {
		for form, got := range diffPages(t, d) {
			if name == "hostile" && form == "json" {
				continue // the huge values
			}
			file := fmt.Sprintf("diff_%s.%s", name, form)
			if strings.HasSuffix(form, ".txt") {
				file = fmt.Sprintf("diff_%s_%s", name, form)
			}
			t.Run(file, func(t *testing.T) { reporttest.Golden(t, file, got, *update) })
		}
	}
	t.Run("color", func(t *testing.T) {
		reporttest.Golden(t, "diff_color.txt", diffs.Text(rich(), true, form.Screen{Width: 80, Color: true}), *update)
	})
}

func TestChecksPrintTheirGoldenFiles(t *testing.T) {
	for name, d := range map[string]*diff.Determinism{"shaky": shaky(), "steady": steady(), "hostile": sly()} {
		for form, got := range checkPages(t, d) {
			file := fmt.Sprintf("determinism_%s.%s", name, form)
			if strings.HasSuffix(form, ".txt") {
				file = fmt.Sprintf("determinism_%s_%s", name, form)
			}
			t.Run(file, func(t *testing.T) { reporttest.Golden(t, file, got, *update) })
		}
	}
}

func TestIdenticalSnapshotsAreOneLine(t *testing.T) {
	got := diffs.Summary(same())
	want := []string{`nothing differs: 2,700,310 rows in 2 tables are the same, and so is 1 model; Tableau "Posts YT" is 16,032 in both`}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("summary (-want +got):\n%s", d)
	}
}

func TestTheSummaryHasAtMostSixLines(t *testing.T) {
	for name, d := range map[string]*diff.Diff{"rich": rich(), "same": same(), "schema": reshaped(), "hostile": evil(), "many": random(1, 50)} {
		if n := len(diffs.Summary(d)); n < 1 || n > 6 {
			t.Errorf("%s: got %d lines", name, n)
		}
	}
}

// random is a diff with a bridge of n parts, whose effects sum to the difference.
func random(seed uint64, n int) *diff.Diff {
	r := rand.New(rand.NewPCG(seed, 0))
	moves := []trace.Move{trace.New, trace.Gone, trace.Entered, trace.Exited, trace.Gained, trace.Lost, trace.Moved, trace.Fanned, trace.Regrouped}
	b := &trace.Bridge{Label: "n", Unit: "click", Known: seed%3 != 0}
	b.Paths[0] = r.Int64N(1e12)
	b.Paths[1] = b.Paths[0]
	for i := range n {
		p := trace.Part{Move: moves[r.IntN(len(moves))], Clicks: 1 + r.Int64N(1000)}
		f := fate("step", fmt.Sprintf("c%d", i), trace.Filter, []trace.Class{trace.Expected, trace.Loss, trace.Review}[r.IntN(3)], fmt.Sprintf("cause %d", i))
		switch p.Move {
		case trace.Gained:
			p.From, p.Effect = f, p.Clicks
		case trace.Lost:
			p.To, p.Effect = f, -p.Clicks
		case trace.Moved:
			p.From, p.To = f, noTube
		case trace.Fanned:
			p.Effect = r.Int64N(21) - 10
		case trace.Regrouped:
		case trace.New, trace.Entered:
			if p.Effect = p.Clicks; r.IntN(2) == 0 {
				p.To, p.Effect = f, 0
			}
		default:
			if p.Effect = -p.Clicks; r.IntN(2) == 0 {
				p.From, p.Effect = f, 0
			}
		}
		b.Parts = append(b.Parts, p)
		b.Paths[1] += p.Effect
	}
	if b.Known {
		b.Rest = float64(r.IntN(3) - 1)
		b.Values = [2]float64{float64(b.Paths[0]), float64(b.Paths[1]) + b.Rest}
	}
	return &diff.Diff{A: sides[0], B: sides[1], Unit: "click", Slice: "all", Bridge: b}
}

func amount(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.NewReplacer(",", "", "−", "-", "+", "").Replace(s), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestThePartsShownSumToTheDifference(t *testing.T) {
	row := regexp.MustCompile(`(?s)<li class="row( end)?">.*?<span class="count">([^<]*)</span></li>`)
	unescape := strings.NewReplacer("&#43;", "+")
	for seed := range uint64(60) {
		d := random(seed, int(seed))
		html, err := diffs.HTML(d)
		if err != nil {
			t.Fatal(err)
		}
		var ends []float64
		var sum float64
		for _, m := range row.FindAllStringSubmatch(string(html), -1) {
			if v := amount(t, unescape.Replace(m[2])); m[1] != "" {
				ends = append(ends, v)
			} else {
				sum += v
			}
		}
		if len(ends) == 2 && ends[1]-ends[0] != sum {
			t.Errorf("seed %d: html: the parts sum to %v, the numbers differ by %v", seed, sum, ends[1]-ends[0])
		}
		if len(ends) != 2 && !diffs.Identical(d) {
			t.Errorf("seed %d: html: got %d ends", seed, len(ends))
		}
		rows, err := csv.NewReader(bytes.NewReader(diffs.CSV(d, false))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sum = 0
		var want float64
		for _, r := range rows[1:] {
			switch {
			case r[0] == "part":
				sum += amount(t, r[10])
			case r[0] == "number" && (r[2] == "value" && d.Bridge.Known || r[2] == "rows" && !d.Bridge.Known):
				want = amount(t, r[10])
			}
		}
		if sum != want {
			t.Errorf("seed %d: csv: the parts sum to %v, want %v", seed, sum, want)
		}
	}
}

func TestThePageIsWholeAndAsksForNothing(t *testing.T) {
	for name, d := range map[string]*diff.Diff{"rich": rich(), "same": same(), "schema": reshaped(), "hostile": evil(), "many": random(1, 50)} {
		html, err := diffs.HTML(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "http://", "https://", "src=", "href=", "url(", "@import", "ZgotmplZ"} {
			if strings.Contains(string(html), bad) {
				t.Errorf("%s: the page has %s", name, bad)
			}
		}
		x := xml.NewDecoder(bytes.NewReader(html))
		images := 0
		for {
			token, err := x.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "svg" {
				for _, a := range e.Attr {
					if a.Name.Local == "aria-label" && a.Value != "" {
						images++
					}
				}
			}
		}
		if want := name == "rich" || name == "hostile" || name == "many"; want && images == 0 {
			t.Errorf("%s: no image with a label", name)
		}
	}
}

func TestNothingOfADiffIsObeyed(t *testing.T) {
	pages := diffPages(t, evil())
	for form, b := range checkPages(t, sly()) {
		pages["check "+form] = b
	}
	for name, b := range pages {
		if !utf8.Valid(b) {
			t.Errorf("%s is not UTF-8", name)
		}
		for _, r := range string(b) {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
				t.Errorf("%s prints %U", name, r)
			}
		}
	}
	for _, name := range []string{"md", "check md"} {
		code := regexp.MustCompile("``[^\n]*?``|`[^`\n]*`")
		if rest := code.ReplaceAllString(string(pages[name]), ""); strings.Contains(rest, "<script") {
			t.Errorf("%s has a tag outside of code", name)
		}
	}
	for _, name := range []string{"csv", "check csv"} {
		rows, err := csv.NewReader(bytes.NewReader(pages[name])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, cell := range r[:5] {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s: a spreadsheet runs %q", name, cell)
				}
			}
		}
	}
}

func TestHugeValuesAreCutForPeopleOnly(t *testing.T) {
	pages := diffPages(t, evil())
	for _, name := range []string{"md", "html", "80.txt"} {
		if !strings.Contains(string(pages[name]), "20,001 characters") || strings.Contains(string(pages[name]), strings.Repeat("long ", 100)) {
			t.Errorf("%s does not cut a huge value", name)
		}
	}
	var doc struct {
		Tables []struct {
			Classes []struct{ Samples []struct{ A []*string } }
		}
	}
	if err := json.Unmarshal(pages["json"], &doc); err != nil {
		t.Fatal(err)
	}
	if got := len(*doc.Tables[0].Classes[1].Samples[0].A[1]); got != 20001 {
		t.Errorf("json: a value of %d characters, want 20001", got)
	}
}

func TestNoLineOfADiffIsWiderThanTheScreen(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120, 200} {
		s := form.Screen{Width: width}
		for name, b := range map[string][]byte{
			"rich": diffs.Text(rich(), true, s), "same": diffs.Text(same(), true, s), "schema": diffs.Text(reshaped(), false, s),
			"hostile": diffs.Text(evil(), true, s), "many": diffs.Text(random(1, 50), false, s),
			"shaky": diffs.DeterminismText(shaky(), s), "sly": diffs.DeterminismText(sly(), s),
		} {
			for _, line := range strings.Split(string(b), "\n") {
				if got := ansi.StringWidth(line); got > width && !strings.HasPrefix(line, "  $ ") {
					t.Errorf("%s at %d: a line is %d wide: %s", name, width, got, line)
				}
			}
		}
	}
}

func TestOneSideWithoutLedgersOrBridgeIsNoError(t *testing.T) {
	d := rich()
	d.Bridge, d.Ledgers = nil, [2]*trace.Ledger{before(), nil}
	for name, b := range diffPages(t, d) {
		if len(b) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	for name, b := range diffPages(t, &diff.Diff{}) {
		if len(b) == 0 {
			t.Errorf("%s of nothing is empty", name)
		}
	}
	if got := diffs.Verdict(&diff.Determinism{}); got == "" {
		t.Error("no verdict on no check")
	}
}
