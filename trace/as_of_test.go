package trace_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/tag"
	"funneltrace/trace/tracetest"
)

// Whatever a model asks for the time by, it is told the moment that is declared; and who reads the result is told it too.
func TestModelsAreToldTheMomentThatIsDeclared(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", `SELECT * FROM (VALUES (1, TIMESTAMP '2024-05-01 10:00:00'), (2, TIMESTAMP '2024-05-01 12:00:00'), (3, TIMESTAMP '2024-05-02 00:00:00')) AS t(id, ts)`); err != nil {
		t.Fatal(err)
	}
	at := trace.AsOf{Moment: time.Date(2024, 5, 1, 12, 0, 0, 250_000_000, time.UTC), By: "shop_20240501"}
	for _, c := range []struct {
		where string
		kept  int64
	}{
		{"ts < CURRENT_TIMESTAMP", 2}, {"ts < now()", 2}, {"ts <= localtimestamp", 2}, {"ts < transaction_timestamp() - INTERVAL 1 HOUR", 1},
		{"ts <= current_date", 0}, {"ts < today() + 1", 2}, {"CAST(ts AS TIME) <= localtime", 3}, {"ts < coalesce(NULL, current_timestamp)", 2},
		{"ts <= get_current_timestamp()", 2}, {"current_time IS NOT NULL AND ts < now()", 2}, {"get_current_time() IS NOT NULL AND ts < now()", 2},
	} {
		chain := tracetest.Chain(model{"one", "SELECT id, ts FROM src.clicks WHERE " + c.where}, model{"two", "SELECT id, current_date FROM ref.one WHERE current_date = DATE '2024-05-01'"})
		r, err := fates.Run(ctx, conn, chain, trace.Options{Full: true, AsOf: at})
		if err != nil {
			t.Fatalf("%s: %v", c.where, err)
		}
		l, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		if l.Steps[0].Out != c.kept || l.Out() != c.kept {
			t.Errorf("%s: %d and %d of 3 are kept, want %d", c.where, l.Steps[0].Out, l.Out(), c.kept)
		}
		if cause := l.Steps[1].Causes[len(l.Steps[1].Causes)-1]; cause.Predicate != "current_date = CAST('2024-05-01' AS DATE)" {
			t.Errorf("the predicate is %q, want it as it is written", cause.Predicate)
		}
		if want := "is 2024-05-01 12:00:00.25 UTC, as shop_20240501 declares"; !strings.HasSuffix(l.Clock, want) || len(l.Notes) != 1 || l.Notes[0] != l.Clock {
			t.Errorf("%s: the notes are %q, want one that ends %q", c.where, l.Notes, want)
		}
		checks, err := r.Verify(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range checks {
			if !check.OK {
				t.Errorf("%s: %s is not faithful: %s", c.where, check.Step, check.Message)
			}
		}
		number, err := tag.Build(ctx, conn, chain, at, "built")
		if err != nil || int64(number) != c.kept {
			t.Errorf("%s: the plain chain gives %v, %v, want %d", c.where, number, err, c.kept)
		}
		tracetest.Exec(t, conn, "DROP SCHEMA built CASCADE")
	}
}

func TestAColumnThatIsCalledAsTheTimeIsAColumn(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	for table, query := range map[string]string{"clicks": `SELECT i AS id, DATE '2024-05-01' + i::INTEGER AS current_date FROM range(4) AS t(i)`, "other": "SELECT 1 AS x"} {
		if err := tracetest.MakeTable(ctx, conn, "src", table, query); err != nil {
			t.Fatal(err)
		}
	}
	at := trace.AsOf{Moment: time.Date(2024, 5, 2, 12, 0, 0, 0, time.UTC), By: "me"}
	for _, c := range []struct {
		sql  string
		kept int64
		asks bool
	}{
		{"SELECT id FROM src.clicks WHERE current_date > DATE '2024-05-02'", 2, false},
		{"SELECT id FROM src.clicks AS c WHERE c.current_date > localtimestamp", 2, true},
		{"WITH days AS (SELECT id, id AS current_time FROM src.clicks) SELECT id FROM days WHERE current_time > 2", 1, false},
		{"WITH one AS (SELECT current_timestamp FROM src.other) SELECT id FROM src.clicks AS c, one WHERE c.current_date <= current_timestamp", 2, true},
	} {
		r, err := fates.Run(ctx, conn, tracetest.Chain(model{"one", c.sql}), trace.Options{Full: true, AsOf: at})
		if err != nil {
			t.Fatalf("%s: %v", c.sql, err)
		}
		l, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		if l.Out() != c.kept || (l.Clock != "") != c.asks {
			t.Errorf("%s: %d are kept and the clock says %q, want %d, and asked %t", c.sql, l.Out(), l.Clock, c.kept, c.asks)
		}
	}
}

func TestWithoutADeclaredMomentTheResultSaysThatItHangsOnTheRuns(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", `SELECT 1 AS id, TIMESTAMP '2024-05-01 10:00:00' AS ts`); err != nil {
		t.Fatal(err)
	}
	chain := tracetest.Chain(model{"one", "SELECT id FROM src.clicks WHERE ts < CURRENT_TIMESTAMP AND ts < now()"})
	before := time.Now().UTC().Truncate(time.Second)
	js, err := evidence.Row(ctx, conn, chain, trace.AsOf{}, "id = 1", 1)
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := strings.CutPrefix(js[0].Clock, "CURRENT_TIMESTAMP and NOW was ")
	said, why, _ := strings.Cut(rest, " UTC, ")
	moment, err := time.Parse("2006-01-02 15:04:05", said)
	if !ok || err != nil || moment.Before(before) || time.Since(moment) > time.Minute || !strings.HasPrefix(why, "the moment of the run") {
		t.Errorf("the journey says %q: %v", js[0].Clock, err)
	}
	quiet := tracetest.Chain(model{"one", "SELECT id, ts AS today FROM src.clicks"}, model{"two", "SELECT id FROM ref.one WHERE today IS NOT NULL"})
	if js, err = evidence.Row(ctx, conn, quiet, trace.AsOf{}, "id = 1", 1); err != nil || js[0].Clock != "" {
		t.Errorf("of a chain that does not ask, the journey says %q, %v", js[0].Clock, err)
	}
}

func TestTheMomentOfAChainIsPartOfItsHash(t *testing.T) {
	a := tracetest.Chain(model{"one", "SELECT now()"})
	b := tracetest.Chain(model{"one", "SELECT now()"})
	if diff := cmp.Diff(a.Hash(), b.Hash()); diff != "" {
		t.Fatal(diff)
	}
	b.AsOf = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	if a.Hash() == b.Hash() {
		t.Error("chains of two moments have one hash")
	}
}

func TestAMeasureIsToldTheMomentToo(t *testing.T) {
	at := trace.AsOf{Moment: time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC), By: "shop_20240501"}
	for measure, want := range map[string]float64{
		"count(*) FILTER (WHERE ts < current_timestamp)": 1,
		"count(*) FILTER (WHERE ts < now())":             1,
		"count(DISTINCT current_date)":                   1,
	} {
		conn := tracetest.Connect(t)
		if err := tracetest.MakeTable(context.Background(), conn, "src", "clicks", "SELECT * FROM (VALUES (1, TIMESTAMP '2024-05-01 10:00:00'), (2, TIMESTAMP '2024-05-01 12:00:00')) AS t(id, ts)"); err != nil {
			t.Fatal(err)
		}
		chain := tracetest.Chain(model{"one", "SELECT id, ts FROM src.clicks"})
		chain.Number.Measure = measure
		r, err := fates.Run(context.Background(), conn, chain, trace.Options{AsOf: at})
		if err != nil {
			t.Fatalf("%s: %v", measure, err)
		}
		if r.Meta.Number.Value != want {
			t.Errorf("%s is %v, want %v", measure, r.Meta.Number.Value, want)
		}
	}
}
