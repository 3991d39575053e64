package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// What was found of two snapshots is kept, bound to all that it was made from. It is not where it hangs on the moment of the run.

// diffKey is the key of a diff; kept is false where nothing is read from the cache and nothing kept.
func (x *pair) diffKey(w wanted) (key store.Key, kept bool) {
	from := []string{fmt.Sprintf("%+v", w), x.env.version, store.Build()}
	if x.chain != nil {
		from = append(from, x.chain.Hash(), x.chain.PlacesHash())
	}
	for _, s := range x.sessions {
		for _, snap := range s.snapshots() {
			if !s.cached() || !s.trust().Trusted(snap) {
				return key, false
			}
			from = append(from, snap.Name, snap.Hash())
		}
		if at := s.asOf(); at.By != "" {
			from = append(from, trace.MomentText(at.Moment)+" "+at.By)
		}
	}
	return store.NewKey("diffs", from...), true
}

// asksTheTime says whether what was found hangs on the moment of the run: a model may ask for it, and nobody says what it is.
func (x *pair) asksTheTime(d *diff.Diff, w wanted) bool {
	undeclared := slices.ContainsFunc(x.sessions[:], func(s *session) bool { return s.asOf().By == "" })
	if !undeclared || x.chain == nil {
		return false
	}
	for _, l := range d.Ledgers {
		if l == nil && len(w.models) > 0 || l != nil && l.Clock != "" {
			return true
		}
	}
	return false
}

// recall returns a diff from the cache, or nil.
func (x *pair) recall(key store.Key) *diff.Diff {
	text, err := store.ReadFile(x.sessions[0].cache, key)
	var d diff.Diff
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		x.using.Damaged("the cached diff of %s and %s was damaged; they are compared again", x.sessions[0].snap.Name, x.sessions[1].snap.Name)
	}
	if err != nil {
		return nil
	}
	return &d
}

// remember keeps a diff. The numbers are there already, so a failure is a note.
func (x *pair) remember(ctx context.Context, key store.Key, d *diff.Diff) {
	if ctx.Err() != nil {
		return
	}
	body, err := json.Marshal(d)
	if err == nil && losesBytes(body) {
		return
	}
	if err == nil {
		err = store.WriteFile(x.sessions[0].cache, key, body)
		x.using.Grew()
	}
	var unprintable *json.UnsupportedValueError // a measure that is NaN or infinite
	if err != nil && !errors.As(err, &unprintable) {
		x.note("note: the diff is not cached: %w", err)
	}
}
