package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"funneltrace/loaders/engine"
)

func TestALongQuerySaysHowFarItIs(t *testing.T) {
	db, err := engine.Open(t.Context(), engine.Options{Threads: 1, Watched: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	conn, err := db.Conn(t.Context()) // every connection knows, not just the first
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	far, err := engine.QueryProgress(conn)
	if err != nil {
		t.Fatal(err)
	}
	if done, ok := far(); ok {
		t.Errorf("before a query it is at %v", done)
	}
	if _, err := conn.ExecContext(t.Context(), "CREATE TABLE numbers AS SELECT i, hash(i) AS h FROM range(3000000) AS t(i)"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { // rows that a filter drops in the scan itself are not counted by the engine
		_, err := conn.ExecContext(ctx, "SELECT max(sha256(sha256(sha256(h::VARCHAR)))) FROM numbers")
		ended <- err
	}()
	for {
		if done, ok := far(); ok && done > 0 && done < 1 {
			cancel() // that is all that was to be seen
			if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("the query ended (%v) and never said how far it was", err)
		case <-time.After(time.Millisecond):
		}
	}
}
