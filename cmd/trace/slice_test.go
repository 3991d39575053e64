package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

func testChain(zone string) *trace.Chain {
	return &trace.Chain{
		Name: "c", Root: trace.Root{Time: "t", Timezone: zone},
		Dimensions: []trace.Dimension{{Name: "country"}, {Name: "platform"}},
	}
}

func TestSliceFlagsCutWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		name, zone      string
		flags           sliceFlags
		from, to, label string
		where           []trace.DimValue
	}{
		{name: "nothing is everything", label: "all"},
		{name: "a year", flags: sliceFlags{year: "2024"}, from: "2024-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z", label: "2024"},
		{name: "a year elsewhere", zone: "America/New_York", flags: sliceFlags{year: "2024"}, from: "2024-01-01T00:00:00-05:00", to: "2025-01-01T00:00:00-05:00", label: "2024"},
		{name: "to is inclusive", flags: sliceFlags{from: "2024-02-28", to: "2024-02-29"}, from: "2024-02-28T00:00:00Z", to: "2024-03-01T00:00:00Z", label: "2024-02-28..2024-02-29"},
		{name: "months", flags: sliceFlags{from: "2024-02", to: "2024-02"}, from: "2024-02-01T00:00:00Z", to: "2024-03-01T00:00:00Z", label: "2024-02"},
		{name: "open end", flags: sliceFlags{from: "2024"}, from: "2024-01-01T00:00:00Z", label: "2024.."},
		{name: "open start", flags: sliceFlags{to: "2024"}, to: "2025-01-01T00:00:00Z", label: "..2024"},
		{name: "a day that summer time shortens", zone: "Europe/Paris", flags: sliceFlags{from: "2024-03-31", to: "2024-03-31"}, from: "2024-03-31T00:00:00+01:00", to: "2024-04-01T00:00:00+02:00", label: "2024-03-31"},
		{name: "values", flags: sliceFlags{year: "2024", where: []string{"country=BR", "platform=a=b"}}, from: "2024-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z",
			label: "2024 country=BR platform=a=b", where: []trace.DimValue{{Dim: "country", Value: "BR"}, {Dim: "platform", Value: "a=b"}}},
		{name: "no value and empty text", flags: sliceFlags{where: []string{"country=(unknown)", "platform="}}, label: "country=(unknown) platform=",
			where: []trace.DimValue{{Dim: "country", Value: "(unknown)", Null: true}, {Dim: "platform"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.flags.slice(testChain(c.zone))
			if err != nil {
				t.Fatal(err)
			}
			text := func(s trace.Slice) [3]string {
				out := [3]string{"", "", s.Label}
				if !s.From.IsZero() {
					out[0] = s.From.Format("2006-01-02T15:04:05Z07:00")
				}
				if !s.To.IsZero() {
					out[1] = s.To.Format("2006-01-02T15:04:05Z07:00")
				}
				return out
			}
			if d := cmp.Diff([3]string{c.from, c.to, c.label}, text(got)); d != "" {
				t.Errorf("slice (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.where, got.Where); d != "" {
				t.Errorf("where (-want +got):\n%s", d)
			}
		})
	}
}

func TestSliceFlagsThatMakeNoSenseAreWrongUsage(t *testing.T) {
	timeless := testChain("")
	timeless.Root.Time = ""
	for _, c := range []struct {
		chain *trace.Chain
		flags sliceFlags
		want  string
	}{
		{testChain(""), sliceFlags{year: "24"}, "is no year"},
		{testChain(""), sliceFlags{year: "2024", from: "2024-01-01"}, "give one of them"},
		{testChain(""), sliceFlags{from: "yesterday"}, "is no date"},
		{testChain(""), sliceFlags{to: "2024-02-30"}, "is no date"},
		{testChain(""), sliceFlags{from: "2024-02", to: "2024-01"}, "is after"},
		{testChain(""), sliceFlags{where: []string{"country"}}, "dimension=value"},
		{testChain(""), sliceFlags{where: []string{"contry=BR"}}, `did you mean "country"`},
		{timeless, sliceFlags{year: "2024"}, "no time"},
	} {
		_, err := c.flags.slice(c.chain)
		wantUsage(t, err, c.want)
	}
}

func wantUsage(t *testing.T, err error, want string) {
	t.Helper()
	var code *codedError
	if !errors.As(err, &code) || code.code != codeUsage {
		t.Errorf("got %v, want wrong usage that says %q", err, want)
		return
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, want it to say %q", err, want)
	}
}

func TestByTakesTimesAndDimensions(t *testing.T) {
	for _, by := range []string{"month", "year", "country"} {
		if err := checkBy(by, testChain("")); err != nil {
			t.Errorf("--by %s: %v", by, err)
		}
	}
	wantUsage(t, checkBy("yaer", testChain("")), `did you mean "year"`)
}
