package trace_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// A moment is of the day that it is in the root's time zone, a date of that day in every zone; what is no time has no day.
func TestAColumnThatIsATimeIsCutIntoDaysWeeksAndMonths(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	err := tracetest.MakeTable(ctx, conn, "src", "clicks", `SELECT * FROM (VALUES
		(1, TIMESTAMP '2024-12-31 22:30:00', DATE '2024-12-31', '2024-12-29 08:00:00'),
		(2, TIMESTAMP '2024-12-31 23:30:00', DATE '2024-12-31', 'soon'),
		(3, NULL, NULL, NULL)) AS t(id, moment, day, words)`)
	if err != nil {
		t.Fatal(err)
	}
	chain := tracetest.Chain(model{"one", "SELECT id, moment, day, words FROM src.clicks"})
	chain.Root.Timezone = "Europe/Paris"
	by := func(name, column, by string) trace.Dimension {
		return trace.Dimension{Name: name, Step: "one", Column: column, By: by}
	}
	chain.Dimensions = []trace.Dimension{by("at_day", "moment", "day"), by("at_year", "moment", "year"), by("at_week", "moment", "week"), by("day_month", "day", "month"), by("text_day", "words", "day")}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for dim, want := range map[string][]string{
		"at_day":    {"(unknown) 1", "2024-12-31 1", "2025-01-01 1"},
		"at_year":   {"(unknown) 1", "2024 1", "2025 1"},
		"at_week":   {"(unknown) 1", "2025-W01 2"},
		"day_month": {"(unknown) 1", "2024-12 2"},
		"text_day":  {"(unknown) 2", "2024-12-29 1"},
	} {
		ls, err := r.By(ctx, trace.Slice{}, dim)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range ls {
			got = append(got, fmt.Sprintf("%s %d", l.Bucket, l.In()))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", dim, diff)
		}
		if !chain.IsTime(dim) {
			t.Errorf("%s is no time", dim)
		}
	}
}
