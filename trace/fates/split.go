package fates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/look"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Tables that are there while rules split causes.
const (
	unsplitTable = engine.Hidden + "unsplit" // the fates as the SQL has them
	splitTable   = engine.Hidden + "split"   // root rows with the cause that they had, was, and the one that they get, cause
	valuesTable  = engine.Hidden + "split_values"
)

// splits lists the causes that rules make of rows of others: a filter's, by the value that it compares. Two rules that split off the
// same make one.
func (rs *rules) splits(t *tag.Tracer) []*tag.Cause {
	var out []*tag.Cause
	for i, r := range rs.list {
		if r.Split.IsZero() {
			continue
		}
		for _, s := range t.Steps {
			for _, of := range s.Causes {
				if of.Kind != trace.Filter || !rs.matches(i, s.Name, &of.Cause) {
					continue
				}
				c := &tag.Cause{Cause: of.Cause, Split: &tag.Split{Of: of, Rule: i}, Union: of.Union, Branch: of.Branch, InCTE: of.InCTE}
				c.ID, c.Reason = of.ID+"-"+splitID(r.Split), r.Split.String()
				if !slices.ContainsFunc(out, func(had *tag.Cause) bool { return had.ID == c.ID }) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// splitID is what the id of a cause that is split off ends with.
func splitID(s trace.Split) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%t %t %q", s.Near, s.Nothing, s.Values))
	return hex.EncodeToString(sum[:2])
}

// classifySplit gives a cause that was split off what its rule says, and of the rest what its filter has.
func (rs *rules) classifySplit(c *tag.Cause, cause *trace.Cause, before []trace.Cause) {
	r := rs.list[c.Split.Rule]
	of := before[slices.IndexFunc(before, func(b trace.Cause) bool { return b.ID == c.Split.Of.ID })]
	pos := r.Pos
	rs.used[c.Split.Rule] = true
	cause.SplitOf, cause.Label, cause.Class, cause.RuleAt = of.ID, of.Label, of.Class, &pos
	if r.Label != "" {
		cause.Label = r.Label
	}
	if r.Class != "" {
		cause.Class = r.Class
	}
}

// splitOff gives the rows that rules split off their causes, which come after the filters that they are of. Where a root row is in
// several rows, one of these is enough, and of several rules the first takes it.
func (t writer) splitOff(ctx context.Context) error {
	if len(t.splits) == 0 {
		return nil
	}
	if err := t.Exec(ctx, "CREATE TEMP TABLE "+splitTable+" (id BIGINT, was SMALLINT, cause SMALLINT)"); err != nil {
		return fmt.Errorf("split causes: %w", err)
	}
	for _, s := range t.Steps {
		var causes []*tag.Cause
		for _, c := range s.Causes {
			causes = append(causes, c)
			of := slices.DeleteFunc(slices.Clone(t.splits), func(split *tag.Cause) bool { return split.Split.Of != c })
			if len(of) == 0 {
				continue
			}
			done, err := t.splitCause(ctx, s, c, of)
			if err != nil {
				return fmt.Errorf("split %s of %s: %w", c.Predicate, s.Name, err)
			}
			if done {
				causes = append(causes, of...)
			}
		}
		s.Causes = causes
	}
	return t.putSplit(ctx)
}

// splitCause writes down which rows of a filter get another cause; done is false if it is none that can be split.
func (t writer) splitCause(ctx context.Context, s *tag.Step, c *tag.Cause, splits []*tag.Cause) (done bool, err error) {
	for _, fates := range []string{tracedFates, aloneTable} {
		dropped, compared, ok, err := t.droppedValues(ctx, s, c, fates)
		if err != nil || !ok {
			return false, err
		}
		if err := t.Exec(ctx, "CREATE OR REPLACE TEMP TABLE "+valuesTable+" AS SELECT DISTINCT v, NULL::SMALLINT AS code FROM ("+dropped+")"); err != nil {
			return false, err
		}
		values, err := engine.Strings(ctx, t.Conn, "SELECT v FROM "+valuesTable+" ORDER BY v")
		if err != nil {
			return false, err
		}
		taken := map[int][]string{}
		for _, v := range values {
			if k := slices.IndexFunc(splits, func(split *tag.Cause) bool { return splitsOff(t.Chain.Rules[split.Split.Rule].Split, v, compared) }); k >= 0 {
				taken[splits[k].Code] = append(taken[splits[k].Code], sqltree.Literal(v))
			}
		}
		for code, list := range taken {
			for chunk := range slices.Chunk(list, mostLooks) {
				if err := t.Exec(ctx, fmt.Sprintf("UPDATE %s SET code = %d WHERE v IN (%s)", valuesTable, code, strings.Join(chunk, ", "))); err != nil {
					return false, err
				}
			}
		}
		query := fmt.Sprintf("INSERT INTO %s SELECT d.id, %d, min(v.code) FROM (%s) AS d JOIN %s AS v ON v.v = d.v WHERE v.code IS NOT NULL GROUP BY d.id", splitTable, c.Code, dropped, valuesTable)
		if err := t.Exec(ctx, query); err != nil {
			return false, err
		}
	}
	return true, nil
}

// splitsOff says whether a value that a filter dropped is one of those that are split off.
func splitsOff(s trace.Split, value string, c sqltree.Compared) bool {
	part, near, _, ok := look.Near(value, c.Constants, howCompared[c.Place])
	return ok && (near == "" && s.Nothing || near != "" && s.Near) || slices.Contains(s.Values, value) || ok && slices.Contains(s.Values, part)
}

// putSplit puts the causes that were split off into the fates.
func (t writer) putSplit(ctx context.Context) error {
	for _, query := range []string{
		"ALTER VIEW " + tracedFates + " RENAME TO " + unsplitTable,
		fmt.Sprintf("CREATE TEMP VIEW %s AS SELECT f.* REPLACE (coalesce(s.cause, f.cause) AS cause) FROM %s AS f LEFT JOIN %s AS s ON s.id = f.id AND s.was = f.cause", tracedFates, unsplitTable, splitTable),
		"CREATE OR REPLACE TEMP VIEW " + countsView + " AS " + fatesOf{query: "SELECT cause, mask, n FROM " + tracedFates}.counted(),
		fmt.Sprintf("UPDATE %s AS a SET cause = s.cause FROM %s AS s WHERE s.id = a.id AND s.was = a.cause", aloneTable, splitTable),
		"DROP TABLE IF EXISTS " + valuesTable,
	} {
		if err := t.Exec(ctx, query); err != nil {
			return fmt.Errorf("split causes: %w", err)
		}
	}
	return nil
}
