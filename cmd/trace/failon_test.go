package main

import (
	"testing"

	"funneltrace/trace"
)

func lossy() *trace.Ledger {
	return &trace.Ledger{Slice: "2024", Steps: []trace.Step{
		{Name: "a", In: 1000, Out: 995, Causes: []trace.Cause{{ID: "x", Kind: trace.JoinMiss, Class: trace.Loss, Clicks: 5}}},
		{Name: "b", In: 995, Out: 895, Causes: []trace.Cause{{ID: "y", Kind: trace.Filter, Class: trace.Expected, Clicks: 100}}},
	}}
}

func TestFailOnTripsAboveItsLimitOnly(t *testing.T) {
	for rule, want := range map[string]bool{
		"class=loss>0.5%":      false, // exactly
		"class=loss>0.4999%":   true,
		"class=loss>4":         true,
		"class=loss>5":         false,
		"class=expected > 9 %": true,
		"class=review>0":       false,
		"kind=join_miss>0%":    true,
		"cause=x>4":            true,
		"cause=y>10%":          false,
		"step=b>99":            true,
		"step=a>0.5%":          false,
	} {
		f, err := parseFailOn(rule)
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		if got := f.trips(lossy()) != nil; got != want {
			t.Errorf("%s: trips is %v, want %v", rule, got, want)
		}
	}
}

func TestFailOnSaysWhatItCounted(t *testing.T) {
	rules, err := failOns([]string{"class=loss>0", "step=b>1%"})
	if err != nil {
		t.Fatal(err)
	}
	got := tripped(rules, []*trace.Ledger{lossy()})
	want := "--fail-on class=loss>0: 5 of 1,000 (0.5%) in 2024\n--fail-on step=b>1%: 100 of 1,000 (10.0%) in 2024"
	if got == nil || got.Error() != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestFailOnThatCannotBeReadIsWrongUsage(t *testing.T) {
	for rule, want := range map[string]string{
		"":                 "write it as",
		"class=loss":       "write it as",
		"class=loss>":      "write it as",
		"class=loss>x":     "write it as",
		"class=loss>-1":    "write it as",
		"class=loss<1":     "write it as",
		"class=loss>1%%":   "write it as",
		"class=lost>1":     `did you mean "loss"`,
		"kind=join_mis>1":  `did you mean "join_miss"`,
		"clas=loss>1":      `did you mean "class"`,
		"class=loss>1/2":   "write it as",
		"class=loss>0x10":  "write it as",
		"class=loss>1e400": "write it as",
	} {
		_, err := parseFailOn(rule)
		wantUsage(t, err, want)
	}
}

func TestFailOnMustNameWhatIsThere(t *testing.T) {
	ls := []*trace.Ledger{lossy()}
	for rule, want := range map[string]string{
		"step=c>1":  "there is: a, b",
		"cause=z>1": "there are, by label or id, x (x), y (y)",
	} {
		f, err := parseFailOn(rule)
		if err != nil {
			t.Fatal(err)
		}
		wantUsage(t, f.check(ls), want)
	}
}

func TestALedgerThatDoesNotAddUpIsAnInvariant(t *testing.T) {
	if err := balanced([]*trace.Ledger{lossy()}); err != nil {
		t.Errorf("a sound ledger: %v", err)
	}
	leaks, jumps := lossy(), lossy()
	leaks.Steps[0].Causes[0].Clicks = 4
	jumps.Steps[1].In, jumps.Steps[1].Out = 990, 890
	for _, l := range []*trace.Ledger{leaks, jumps} {
		err := balanced([]*trace.Ledger{l})
		if got := exit(err, t.Output()); got != codeInvariant {
			t.Errorf("%v: exit code %d, want %d", err, got, codeInvariant)
		}
	}
}
