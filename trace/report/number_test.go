package report

import (
	"testing"

	"funneltrace/trace"
)

func TestPercentNeverRoundsToNothingOrAll(t *testing.T) {
	for _, c := range []struct {
		n, all int64
		want   string
	}{
		{0, 10, "0.0%"}, {10, 10, "100.0%"}, {1, 1_000_000, "<0.1%"}, {999_999, 1_000_000, ">99.9%"},
		{5, 10, "50.0%"}, {1, 0, "–"}, {-5, 10, "−50.0%"}, {15, 10, "150.0%"},
	} {
		if got := Percent(c.n, c.all); got != c.want {
			t.Errorf("Percent(%d, %d): got %s, want %s", c.n, c.all, got, c.want)
		}
	}
}

func TestCountsAndAmountsHaveThousands(t *testing.T) {
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -2700000: "−2,700,000"} {
		if got := Count(in); got != want {
			t.Errorf("Count(%d): got %s, want %s", in, got, want)
		}
	}
	for in, want := range map[float64]string{0: "0", 1234.5: "1,234.5", -16002: "−16,002", 1e15: "1,000,000,000,000,000"} {
		if got := Amount(in); got != want {
			t.Errorf("amount(%v): got %s, want %s", in, got, want)
		}
	}
}

func TestBarsShowASliverOfWhatIsNotNothing(t *testing.T) {
	for _, c := range []struct {
		n, all int64
		want   string
	}{{0, 10, ""}, {1, 1_000_000, "▏"}, {10, 10, "████"}, {5, 10, "██"}, {20, 10, "████"}, {1, 0, ""}} {
		if got := Bar(c.n, c.all, 4); got != c.want {
			t.Errorf("bar(%d, %d): got %q, want %q", c.n, c.all, got, c.want)
		}
	}
}

func TestUnitsHavePlurals(t *testing.T) {
	for unit, want := range map[string]string{"click": "clicks", "entry": "entries", "day": "days", "box": "boxes", "person": "people", "": "rows"} {
		if got := trace.Plural(unit); got != want {
			t.Errorf("plural(%q): got %q, want %q", unit, got, want)
		}
	}
	if got := Units(1, "click"); got != "1 click" {
		t.Errorf("Units(1): got %q", got)
	}
}
