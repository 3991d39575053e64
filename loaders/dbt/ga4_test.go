package dbt_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/dbt"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/project"
	"funneltrace/snapshots"
)

// param is a parameter of an event, as GA4 exports it.
type param map[string]any

func text(key, value string) param {
	return param{"key": key, "value": map[string]any{"string_value": value, "int_value": nil}}
}

func number(key string, value int64) param {
	return param{"key": key, "value": map[string]any{"string_value": nil, "int_value": value}}
}

// shop makes up events of a shop, and knows of each what has to become of it.
type shop struct {
	rand   *rand.Rand
	events map[string][]map[string]any // by day
	want   map[string]int              // how many events have each end
	sum    float64                     // of the purchases that are left
	orders int
}

// add adds an event that must come to this end.
func (s *shop) add(end string, at time.Time, user, category any, name string, revenue, order any, params ...param) {
	day := at.Format("20060102")
	s.want[end]++
	s.events[day] = append(s.events[day], map[string]any{
		"event_date": day, "event_timestamp": at.UnixMicro(), "event_name": name, "user_pseudo_id": user, "event_params": params,
		"ecommerce": map[string]any{"transaction_id": order, "purchase_revenue": revenue}, "device": map[string]any{"category": category},
	})
}

// visit is a session with some views and, perhaps, what is meant to be a purchase.
func (s *shop) visit(at time.Time, user string, session int64) {
	params := func(more ...param) []param {
		return append([]param{number("ga_session_id", session), text("page_location", "https://shop.example/")}, more...)
	}
	for range 1 + s.rand.IntN(4) {
		at = at.Add(time.Minute)
		var more []param
		if s.rand.IntN(3) == 0 {
			more = []param{text("source", "google"), text("medium", "cpc")}
		}
		s.add("not a purchase", at, user, "mobile", "page_view", nil, nil, params(more...)...)
	}
	at = at.Add(time.Minute)
	s.orders++
	order := fmt.Sprintf("T%05d", s.orders)
	revenue := float64(s.rand.IntN(20000)+1) / 100
	switch s.rand.IntN(12) {
	case 0, 1, 2:
	case 3:
		s.add("no user", at, nil, "desktop", "purchase", revenue, order, params()...)
	case 4:
		s.add("robot", at, user, "Crawler", "purchase", revenue, order, params()...)
	case 5:
		s.add("no revenue", at, user, nil, "purchase", nil, order, params()...)
	case 6:
		s.add("nothing paid", at, user, "mobile", "purchase", 0.0, order, params()...)
	case 7:
		s.add("no order", at, user, "mobile", "purchase", revenue, nil, params()...)
	case 8:
		s.add("no session", at, user, "mobile", "purchase", revenue, order)
	case 9:
		s.add("too early", at.AddDate(0, -1, 0), user, "mobile", "purchase", revenue, order, params()...)
	case 10:
		s.sum += revenue
		s.add("kept", at, user, "mobile", "purchase", revenue, order, params()...)
		s.add("sent twice", at.Add(time.Second), user, "mobile", "purchase", revenue, order, params()...)
	default:
		s.sum += revenue
		s.add("kept", at, user, "mobile", "purchase", revenue, order, params()...)
	}
}

// madeShop is the shop in January 2024.
func madeShop() *shop {
	s := &shop{rand: rand.New(rand.NewPCG(4, 2)), events: map[string][]map[string]any{}, want: map[string]int{}}
	for n := range int64(300) {
		at := time.Date(2024, 1, 1+s.rand.IntN(28), 6+s.rand.IntN(12), s.rand.IntN(50), 0, 0, time.UTC)
		s.visit(at, fmt.Sprintf("user.%d", s.rand.IntN(40)), n)
	}
	return s
}

// export writes a table for each day, as an export to files does.
func (s *shop) export(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for day, events := range s.events {
		var b strings.Builder
		for _, e := range events {
			line, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
		if err := os.WriteFile(filepath.Join(dir, "events_"+day+"_000000000000.ndjson"), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// labels are the causes of the project, in its own words, of the ends that the generator knows.
var labels = map[string]string{
	"_table_suffix >= '20240101'":                                               "too early",
	"missing: user_pseudo_id is not null":                                       "no user",
	"not regexp_contains(lower(coalesce(device.category, '')), r'bot|crawler')": "robot",
	"not a purchase": "not a purchase",
	"cannot tell: safe_divide(revenue, 1) > 0 is NULL":                                 "no revenue",
	"safe_divide(revenue, 1) > 0":                                                      "nothing paid",
	"missing: transaction_id is not null":                                              "no order",
	"duplicate: row_number() over (partition by transaction_id order by event_at) = 1": "sent twice",
	"key is NULL: INNER JOIN int_sessions__attributed AS s USING (session_key)":        "no session",
}

// testdata/ga4 is a project for BigQuery; the events come from a generator that knows what has to become of each.
func TestAProjectForBigQueryIsTracedFromRawEventsToItsNumber(t *testing.T) {
	ctx := context.Background()
	made := madeShop()
	inputs, err := freeze.ParseInputs([]string{"events_*=" + filepath.Join(made.export(t), "events_*.ndjson")})
	if err != nil {
		t.Fatal(err)
	}
	stage, err := snapshots.NewStage(t.TempDir(), "ga4_20240201")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := freeze.Into(ctx, stage, inputs, freeze.Options{Program: "test"}); err != nil {
		t.Fatal(err)
	}
	dir, err := stage.Publish()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	p, err := dbt.Open("testdata/ga4", options())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := p.Plan(ctx, project.Tables{Snapshot: snap.Manifest.Tables}, project.Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	if err := attach.Scan(ctx, snap, child.Options{TempDir: cache}); err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(ctx, engine.Options{Files: attach.Files(snap, cache)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := attach.Tables(ctx, conn, snap, cache); err != nil {
		t.Fatal(err)
	}
	if err := chains.Define(ctx, conn, plan.Chain); err != nil {
		t.Fatal(err)
	}
	l := traceNow(t, plan, conn)
	if l.Incomplete != nil {
		t.Fatal(l.Incomplete)
	}
	got := map[string]int{}
	for _, step := range l.Steps {
		for _, c := range step.Causes {
			if c.Clicks > 0 {
				got[cmp.Or(labels[c.Label], c.Label)] += int(c.Clicks)
			}
		}
	}
	got["kept"] = int(l.Steps[len(l.Steps)-1].Out)
	if diff := gocmp.Diff(made.want, got); diff != "" {
		t.Errorf("the ends of the events (-want +got):\n%s", diff)
	}
	if math.Abs(l.Number.Value-made.sum) > 1e-6 {
		t.Errorf("the number is %v, want %v", l.Number.Value, made.sum)
	}
}
