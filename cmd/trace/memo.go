package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"funneltrace/trace"
)

// A memo is the ledgers of one slice, kept beside the result that they were counted from: a slice that was asked for
// before is not counted again. Its first line is the hash of the rest, since a damaged file must not become a number.

// keptMemos is how many slices of a result are remembered.
const keptMemos = 64

// memoPath is where the ledgers of a slice are kept; by is as in [fates.Result.By].
func (s *session) memoPath(slice trace.Slice, by string) string {
	text := fmt.Appendf(nil, "%d %d %q %q", slice.From.Unix(), slice.To.Unix(), slice.Label, by)
	for _, w := range slice.Where {
		text = fmt.Appendf(text, " %q %q %t", w.Dim, w.Value, w.Null)
	}
	key := sha256.Sum256(text)
	return filepath.Join(s.resultDir(), "ledgers", hex.EncodeToString(key[:16]))
}

// recall returns the ledgers of a memo, or nil. The caller has made sure that the snapshot is still the same.
func recall(path string) []*trace.Ledger {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	hash, body, _ := bytes.Cut(text, []byte("\n"))
	var ls []*trace.Ledger
	if string(hash) != digest(body) || json.Unmarshal(body, &ls) != nil {
		return nil // damaged: it is counted again
	}
	return ls
}

// remember keeps ledgers in a memo. It is done after [session.save]: without a result there is nothing to be beside.
func (s *session) remember(ctx context.Context, path string, ls []*trace.Ledger) {
	if !s.cached() || ctx.Err() != nil {
		return
	}
	if _, err := os.Stat(s.resultDir()); err != nil {
		return
	}
	body, err := json.Marshal(ls)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = replaceFile(path, func(f *os.File) error {
			_, err := f.Write(append([]byte(digest(body)+"\n"), body...))
			return errors.Join(err, f.Chmod(0o600))
		})
	}
	if err == nil {
		err = keepNewest(filepath.Dir(path), keptMemos)
	}
	var unprintable *json.UnsupportedValueError // a measure that is NaN or infinite
	if err != nil && !errors.As(err, &unprintable) {
		s.note("note: the ledger is not cached: %w", err)
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
