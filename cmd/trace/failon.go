package main

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

// failOn is a rule of --fail-on: it trips when more than a number, or a share of the slice's clicks, was dropped.
//
//	class=loss>0.5%   kind=join_miss>1000   cause=ID>0   cause=stale mirror>0   step=posts_yt>50%
type failOn struct {
	text  string
	key   string // class, kind, cause or step
	value string
	limit *big.Rat
	share bool // limit is a percentage of the slice
}

var failOnForm = regexp.MustCompile(`^\s*(\w+)\s*=\s*(.*?\S)\s*>\s*(\d+(?:\.\d+)?)\s*(%?)\s*$`)

func parseFailOn(text string) (failOn, error) {
	m := failOnForm.FindStringSubmatch(text)
	if m == nil {
		return failOn{}, usagef("--fail-on %q: write it as class=loss>0.5%% or kind=join_miss>1000", text)
	}
	limit, _ := new(big.Rat).SetString(m[3])
	f := failOn{text: strings.TrimSpace(text), key: m[1], value: m[2], limit: limit, share: m[4] == "%"}
	switch f.key {
	case "class":
		if !slices.Contains(classes, f.value) {
			return f, unknown("class", f.value, classes)
		}
	case "kind":
		if !slices.Contains(kinds, f.value) {
			return f, unknown("kind", f.value, kinds)
		}
	case "cause", "step":
	default:
		return f, unknown("--fail-on rule", f.key, []string{"class", "kind", "cause", "step"})
	}
	return f, nil
}

var classes = []string{string(trace.Expected), string(trace.Loss), string(trace.Review)}

var kinds = []string{
	string(trace.Filter), string(trace.NullPredicate), string(trace.MissingValue), string(trace.JoinMiss), string(trace.Dedup),
	string(trace.Having), string(trace.Limit), string(trace.EmptyUnnest), string(trace.SetOp), string(trace.ParseError), string(trace.Unattributed),
}

// check returns a usage error if the rule names a step or cause that no ledger has: such a rule would never trip.
func (f failOn) check(ls []*trace.Ledger) error {
	if len(ls) == 0 {
		return nil
	}
	switch f.key {
	case "step":
		if ls[0].Incomplete.Missed(f.value) {
			return nil
		}
		return knownStep(ls, f.value)
	case "cause":
		if ls[0].Incomplete != nil { // it may be one of a step that was not reached
			return nil
		}
		_, err := causesOf(ls, "", f.value)
		return err
	}
	return nil
}

// clicks returns what the rule counts in a ledger.
func (f failOn) clicks(l *trace.Ledger) (n int64) {
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			got := map[string]string{"class": string(c.Class), "kind": string(c.Kind), "cause": c.ID, "step": s.Name}[f.key]
			if got == f.value || f.key == "cause" && strings.EqualFold(report.Label(c), f.value) {
				n += c.Clicks
			}
		}
	}
	return n
}

// trips returns why the rule trips on a ledger, or nil.
func (f failOn) trips(l *trace.Ledger) error {
	n, all := f.clicks(l), l.In()
	got := new(big.Rat).SetInt64(n)
	limit := f.limit
	if f.share {
		got.Mul(got, big.NewRat(100, 1))
		limit = new(big.Rat).Mul(f.limit, new(big.Rat).SetInt64(all))
	}
	if got.Cmp(limit) <= 0 {
		return nil
	}
	return fmt.Errorf("--fail-on %s: %s of %s (%s) in %s", f.text, report.Count(n), report.Count(all), report.Percent(n, all), l.Slice)
}

// failOns parses the rules of the flag.
func failOns(texts []string) ([]failOn, error) {
	var rules []failOn
	for _, t := range texts {
		f, err := parseFailOn(t)
		if err != nil {
			return nil, err
		}
		rules = append(rules, f)
	}
	return rules, nil
}

// tripped returns an error that names every rule that trips on a ledger.
func tripped(rules []failOn, ls []*trace.Ledger) error {
	var errs []error
	for _, f := range rules {
		for _, l := range ls {
			if err := f.trips(l); err != nil {
				errs = append(errs, err)
			}
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &codedError{codeFailOn, errors.Join(errs...)}
}

// knownStep returns a usage error unless a ledger has the step.
func knownStep(ls []*trace.Ledger, step string) error {
	var names []string
	for _, s := range ls[0].Steps {
		names = append(names, s.Name)
	}
	if slices.Contains(names, step) {
		return nil
	}
	return unknown("step", step, names)
}
