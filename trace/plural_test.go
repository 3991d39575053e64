package trace_test

import (
	"testing"

	"funneltrace/trace"
)

func TestNumbersHaveCommasBetweenTheirThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 20103: "20,103", 2700000: "2,700,000", -1: "-1", -999: "-999", -1000: "-1,000", -123456: "-123,456"} {
		if got := trace.Grouped(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	if got := []string{trace.Units(1, "entry"), trace.Units(1200, "entry"), trace.Units(0, "")}; got[0] != "1 entry" || got[1] != "1,200 entries" || got[2] != "0 rows" {
		t.Errorf("got %q", got)
	}
}
