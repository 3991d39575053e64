package engine_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/engine/enginetest"
)

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		db, err := engine.Open(context.Background(), engine.Options{TempDir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		c, err := db.Conn(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		_ = c.Close()
		_ = db.Close()
	}
}

func TestOptionsThatCannotBeUsedAreUsageErrorsOfOneLine(t *testing.T) {
	for _, opt := range []engine.Options{
		{Threads: -1}, {Threads: 100000},
		{MemoryLimit: "lots"}, {MemoryLimit: "-1GB"}, {MemoryLimit: "50%"}, {MemoryLimit: "1KB"}, {MemoryLimit: "0"},
		{MemoryLimit: "99999999999999999999GB"}, {MemoryLimit: "2GB'; SELECT 1"},
	} {
		opt.TempDir = t.TempDir()
		db, err := engine.Open(context.Background(), opt)
		var usage *engine.UsageError
		if !errors.As(err, &usage) {
			t.Errorf("%+v: got %v, want a usage error", opt, err)
		}
		if db != nil {
			_ = db.Close()
		}
		if left, _ := os.ReadDir(opt.TempDir); len(left) != 0 {
			t.Errorf("%+v: left %v behind", opt, left)
		}
	}
}

func TestACancelledQueryStopsAtOnceAndItsConnectionLives(t *testing.T) {
	c, err := enginetest.Open(t).Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err = c.ExecContext(ctx, "CREATE TABLE big AS SELECT max(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b")
	if err == nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want the context's", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	var one int
	if err := c.QueryRowContext(context.Background(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Errorf("after the interrupt: got %d, %v", one, err)
	}
}

func TestEveryConnectionCountsTimeInUTC(t *testing.T) {
	t.Setenv("TZ", "America/New_York")
	db := enginetest.Open(t)
	for range 3 {
		if got := enginetest.Cell(t, enginetest.Connect(t, db), "SELECT current_setting('TimeZone') || ' ' || TIMESTAMPTZ '2024-01-01 00:00:00+00'"); got != "UTC 2024-01-01 00:00:00+00" {
			t.Errorf("got %s", got)
		}
	}
}

func TestClosingRemovesTheTemporaryFolder(t *testing.T) {
	temp := t.TempDir()
	db, err := engine.Open(context.Background(), engine.Options{TempDir: temp, MemoryLimit: "80MB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Exec(t, enginetest.Connect(t, db), "CREATE TABLE t AS SELECT hash(range)::VARCHAR || hash(range + 1)::VARCHAR AS h FROM range(2000000) ORDER BY h")
	spilled, err := os.ReadDir(db.TempDir())
	if err != nil || len(spilled) == 0 {
		t.Errorf("nothing was spilled: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Errorf("left %v behind", left)
	}
}
