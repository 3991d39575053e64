package fates

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// rules are the chain's rules while causes are classed by them.
type rules struct {
	list    []trace.Rule
	printed []string // each rule's match as DuckDB prints it; empty if it is no expression
	used    []bool
	taken   []int // for a rule that others came before, the first of these; else -1
}

func readRules(ctx context.Context, t *tag.Tracer) *rules {
	n := len(t.Chain.Rules)
	rs := &rules{list: t.Chain.Rules, printed: make([]string, n), used: make([]bool, n), taken: make([]int, n)}
	for i, r := range rs.list {
		rs.taken[i] = -1
		if r.Match == "" {
			continue
		}
		if expr, err := t.ParseExpr(ctx, r.Match); err == nil { // a join is none
			rs.printed[i], _ = t.PredicateText(ctx, expr)
		}
	}
	return rs
}

// classify gives the cause the label and class of the first rule that matches. Where no rule gives a class, the hint does, if
// there is one.
func (rs *rules) classify(step string, cause *trace.Cause, hint *trace.Hint) {
	if hint != nil {
		pos := hint.Pos
		cause.Class, cause.RuleAt, cause.Because = hint.Class(), &pos, hint.String()
	}
	found := *cause
	first := -1
	for i := range rs.list {
		switch {
		case !rs.list[i].Split.IsZero(), !rs.matches(i, step, &found):
		case first < 0:
			first = i
			rs.apply(i, cause, hint)
		case rs.taken[i] < 0:
			rs.taken[i] = first
		}
	}
}

func (rs *rules) matches(i int, step string, cause *trace.Cause) bool {
	r := rs.list[i]
	return (r.Step == "" || r.Step == step) && (r.Kind == "" || r.Kind == cause.Kind) && (r.Reason == "" || r.Reason == cause.Reason) &&
		(r.Match == "" || sqltree.TrimParens(r.Match) == cause.Predicate || cause.Words != "" && strings.Join(strings.Fields(r.Match), " ") == cause.Words || rs.printed[i] != "" && rs.printed[i] == cause.Predicate || r.Match == string(cause.Kind))
}

func (rs *rules) apply(i int, cause *trace.Cause, hint *trace.Hint) {
	r := rs.list[i]
	rs.used[i] = true
	if r.Label != "" {
		cause.Label = r.Label
	}
	switch pos := r.Pos; {
	case r.Class != "":
		cause.Class, cause.RuleAt, cause.Because = r.Class, &pos, ""
	case hint == nil:
		cause.RuleAt = &pos
	}
}

// idle says which rules class no cause. Where the trace did not come, a rule may match all the same.
func (rs *rules) idle(stop *trace.IncompleteError) []string {
	var notes []string
	for i, r := range rs.list {
		switch {
		case rs.used[i], stop != nil && (r.Step == "" || stop.Missed(r.Step)):
		case !rs.list[i].Split.IsZero():
			notes = append(notes, fmt.Sprintf("%s: this rule splits no cause: a filter is wanted that compares one column of what enters its step with text constants", rs.list[i].Pos))
		case rs.taken[i] >= 0:
			notes = append(notes, fmt.Sprintf("%s: this rule comes too late: the one at %s takes what it matches", r.Pos, rs.list[rs.taken[i]].Pos))
		default:
			notes = append(notes, fmt.Sprintf("%s: this rule matches no cause", r.Pos))
		}
	}
	return notes
}
