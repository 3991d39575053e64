package fates

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/tag"
)

// What a trace made itself of its fates and groups: views without the dimensions that the root source gives.
const (
	tracedFates  = engine.Hidden + "traced_fates"
	tracedGroups = engine.Hidden + "traced_groups"
)

// joinDimensions makes the views of fates and groups with all dimensions. Those of the root source are read when a view is, which takes
// as long as some steps of a chain, so that [FatesWith] is asked first.
func (t writer) joinDimensions(ctx context.Context) error {
	for view, traced := range map[string]string{FatesTable: tracedFates, GroupsTable: tracedGroups} {
		query := "FROM " + traced
		if t.OfRoots != "" {
			query = "SELECT f.*, d.* EXCLUDE (id) FROM " + traced + " AS f JOIN (" + t.OfRoots + ") AS d ON d.id = f.id"
		}
		if err := t.Exec(ctx, "CREATE TEMP VIEW "+view+" AS "+query); err != nil {
			return err
		}
	}
	return nil
}

// FatesWith is what to put after FROM for the fates, with all columns that the SQL over them names.
func FatesWith(t *tag.Tracer, over ...string) string {
	return with(t, FatesTable, tracedFates, over)
}

// GroupsWith is FatesWith for the groups.
func GroupsWith(t *tag.Tracer, over ...string) string {
	return with(t, GroupsTable, tracedGroups, over)
}

func with(t *tag.Tracer, all, traced string, over []string) string {
	for _, d := range t.Dimensions {
		if d.SQL != "" && slices.ContainsFunc(over, func(sql string) bool { return strings.Contains(sql, d.Col) }) {
			return all
		}
	}
	return traced
}

// fatesWith is FatesWith of a result, which may have been loaded.
func (r *Result) fatesWith(over ...string) string {
	if r.FatesFrom == FatesTable {
		return FatesWith(r.Trace, over...)
	}
	return r.FatesFrom
}

// groupsWith is fatesWith for the groups.
func (r *Result) groupsWith(over ...string) string {
	if r.groups == GroupsTable {
		return GroupsWith(r.Trace, over...)
	}
	return r.groups
}
