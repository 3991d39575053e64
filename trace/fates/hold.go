package fates

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// held is how the names of the tables begin that [Result.Hold] makes.
const held = engine.Hidden + "held_"

// Hold keeps the fates in memory, in tables of the result's connection, so that the ledger of any slice is counted without
// reading a file, in a few hundredths of a second for millions of root rows. What a run left on the connection beside them
// is dropped, so a held result cannot be verified any more. One result of a connection can be held.
func (r *Result) Hold(ctx context.Context) error {
	if err := r.hold(ctx); err != nil {
		return fmt.Errorf("hold result: %w", err)
	}
	return nil
}

func (r *Result) hold(ctx context.Context) error {
	if !r.isHeld() {
		tables := []*string{&r.FatesFrom, &r.groups, &r.fan, &r.alone, &r.looks}
		for i, from := range tables {
			if _, err := r.conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE "+heldTable(i)+" AS FROM "+*from); err != nil {
				return err
			}
		}
		for i, from := range tables {
			*from = heldTable(i)
		}
	}
	if err := r.holdRoots(ctx); err != nil {
		return err
	}
	if r.Whole == nil {
		whole, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			return err
		}
		r.Whole = whole
	}
	if r.Trace == nil {
		return nil
	}
	if err := engine.DropTemporary(ctx, r.conn, func(name string) bool { return !strings.HasPrefix(name, held) }); err != nil {
		return err
	}
	r.Trace, r.countsFrom = nil, ""
	return nil
}

// heldRoots is the held table of the root rows that fan out.
const heldRoots = 5

// holdRoots joins the root rows that fan out with their fates once for all slices, unless they are so many that this would
// take more room than it is worth.
func (r *Result) holdRoots(ctx context.Context) error {
	var n int64
	if err := r.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+r.fan+" WHERE level <= 0").Scan(&n); err != nil {
		return err
	}
	if r.heldRoots || n > r.Meta.Roots/10 {
		return nil
	}
	_, err := r.conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE "+heldTable(heldRoots)+" AS FROM "+r.fannedRoots(buckets{}))
	r.heldRoots = err == nil
	return err
}

func (r *Result) isHeld() bool { return r.FatesFrom == heldTable(0) }

func heldTable(i int) string { return sqltree.Quote(held + strconv.Itoa(i)) }

// letGo drops the tables that Hold made.
func (r *Result) letGo(ctx context.Context) error {
	var err error
	for i := range heldRoots + 1 {
		_, dropped := r.conn.ExecContext(ctx, "DROP TABLE IF EXISTS temp."+heldTable(i))
		err = errors.Join(err, dropped)
	}
	return err
}
