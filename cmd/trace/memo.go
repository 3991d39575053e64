package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"funneltrace/snapshots/store"
	"funneltrace/trace"
)

// A memo is the ledgers of one slice: a slice that was asked for before is not counted again. It is bound to the result that
// they were counted from, and to the slice.

// memoKey is the key of the ledgers of a slice; by is as in [trace.Result.By].
func (s *session) memoKey(slice trace.Slice, by string) store.Key {
	from := []string{s.resultKey().Name(), fmt.Sprint(slice.From.Unix()), fmt.Sprint(slice.To.Unix()), slice.Label, by}
	for _, w := range slice.Where {
		from = append(from, w.Dim, w.Value, fmt.Sprint(w.Null))
	}
	return store.NewKey("ledgers", from...)
}

// recall returns the ledgers of a memo, or nil. The caller has made sure that the snapshot is still the same.
func (s *session) recall(key store.Key) []*trace.Ledger {
	var ls []*trace.Ledger
	text, err := store.ReadFile(s.cache, key)
	if err == nil {
		err = json.Unmarshal(text, &ls)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.using.Damaged("cached ledgers of %s over %s were damaged; they are counted again", s.chain.Name, s.snap.Name)
	}
	if err != nil {
		return nil
	}
	return ls
}

// remember keeps ledgers in a memo. It is done after [session.save]: a memo without a result is not looked for.
func (s *session) remember(ctx context.Context, key store.Key, ls []*trace.Ledger) {
	if !s.cached() || ctx.Err() != nil {
		return
	}
	if _, err := os.Stat(s.resultDir()); err != nil {
		return
	}
	body, err := json.Marshal(ls)
	if err == nil && losesBytes(body) {
		return
	}
	if err == nil {
		err = store.WriteFile(s.cache, key, body)
		s.using.Grew()
	}
	var unprintable *json.UnsupportedValueError // a measure that is NaN or infinite
	if err != nil && !errors.As(err, &unprintable) {
		s.note("note: the ledger is not cached: %w", err)
	}
}

// losesBytes says whether JSON does not hold what it was made of: a text that is no UTF-8, as the name of a file may be, comes out as
// another one. A character U+FFFD of its own is written as it is.
func losesBytes(body []byte) bool { return bytes.Contains(body, []byte(`\ufffd`)) }
