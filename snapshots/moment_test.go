package snapshots_test

import (
	"testing"
	"time"

	"funneltrace/snapshots"
)

func TestAMomentIsReadInUTCUnlessItSaysItsOffset(t *testing.T) {
	for text, want := range map[string]string{
		"2026-02-04":                "2026-02-04T00:00:00Z",
		"2026-02-04 06:00":          "2026-02-04T06:00:00Z",
		"2026-02-04 06:00:07.512":   "2026-02-04T06:00:07.512Z",
		"2026-02-04T06:00:07":       "2026-02-04T06:00:07Z",
		"2026-02-04T06:00:00+01:00": "2026-02-04T05:00:00Z",
		"2026-02-04 06:00:00Z":      "2026-02-04T06:00:00Z",
	} {
		if got, err := snapshots.ParseMoment(text); err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: got %s, %v, want %s", text, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "2026", "04.02.2026", "2026-02-30", "2026-02-04 25:00:00", "0000-01-01"} {
		if got, err := snapshots.ParseMoment(text); err == nil {
			t.Errorf("%q: got %s, want an error", text, got)
		}
	}
}
