package report

import (
	"cmp"
	"fmt"
	"math"

	"funneltrace/trace"
	"funneltrace/trace/cost"
)

// Totals are the clicks that a ledger's causes dropped, by class.
type Totals struct {
	Expected, Loss, Review int64
}

// Sum adds up the ledger's causes.
func Sum(l *trace.Ledger) Totals {
	var t Totals
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			*t.Of(c.Class) += c.Clicks
		}
	}
	return t
}

// Of returns the clicks of a class.
func (t *Totals) Of(c trace.Class) *int64 {
	switch c {
	case trace.Expected:
		return &t.Expected
	case trace.Loss:
		return &t.Loss
	}
	return &t.Review
}

// Each calls f for the three classes in the order in which reports show them.
func (t Totals) Each(f func(c trace.Class, clicks int64)) {
	f(trace.Expected, t.Expected)
	f(trace.Loss, t.Loss)
	f(trace.Review, t.Review)
}

// dropped returns the clicks of all classes.
func (t Totals) dropped() int64 { return t.Expected + t.Loss + t.Review }

// LostOfRest says how much of what no expected filter took was lost, as "12.5% of the 161,285 not filtered";
// empty where nothing was lost, or no such filter took anything, so that the share of all says it.
func LostOfRest(l *trace.Ledger) string {
	t := Sum(l)
	if t.Loss == 0 || t.Expected == 0 {
		return ""
	}
	rest := Unfiltered(l)
	return fmt.Sprintf("%s of the %s not filtered", Percent(t.Loss, rest), Count(rest))
}

// Unfiltered is what no expected filter took.
func Unfiltered(l *trace.Ledger) int64 { return l.In() - Sum(l).Expected }

// Summary says the whole ledger in one sentence.
func Summary(l *trace.Ledger) string {
	t := Sum(l)
	name := NumberName(l.Number.Label)
	came := "reached " + name
	if e := l.Incomplete; e != nil {
		came = "came up to " + e.Model + ", which DuckDB cannot run"
	}
	s := fmt.Sprintf("%s: %s of %s %s (%s); %s left by expected filters, %s lost",
		l.Slice, Count(l.Out()), Units(l.In(), l.Unit), came, Percent(l.Out(), l.In()),
		Count(t.Expected), Count(t.Loss))
	if of := LostOfRest(l); of != "" {
		s += " (" + of + ")"
	}
	if worth := Worth(l, cost.Total(l)); worth != "" {
		s += ", " + worth
	}
	if t.Review > 0 {
		s += fmt.Sprintf(", %s to review", Count(t.Review))
	}
	return s + "."
}

// Part is what an account is of.
type Part int

// The parts of a reconciliation.
const (
	Reached    Part = iota // the rows that reached the number
	Multiplied             // what fan-out added to them
	Measured               // what the measure is beyond that, or why it is not known
	Plainly                // the whole number by the plain chain
	Published              // the published number
	Difference             // from it
)

// Account is one line of the reconciliation at a ledger's end.
type Account struct {
	Part  Part
	What  string
	Count string // or "not known"
	Note  string // why; may be empty
}

// Reconcile explains the number: the clicks that reached it, what multiplication added, what the measure adds
// beyond that, and how far it is from the published one.
func Reconcile(l *trace.Ledger) []Account {
	n := l.Number
	as := []Account{{Reached, trace.Plural(l.Unit) + " that reached it", Count(n.Clicks), ""}}
	if e := l.Incomplete; e != nil {
		as[0].What = trace.Plural(l.Unit) + " that stand in front of " + e.Model
	}
	if n.FanOut != 0 {
		as = append(as, Account{Multiplied, "added by fan-out", Signed(n.FanOut), "rows beyond one per " + l.Unit})
	}
	switch rest := n.Value - float64(n.Clicks+n.FanOut); {
	case l.Incomplete != nil:
		as = append(as, Account{Measured, "the number", "not known", n.Why})
	case !n.Known:
		as = append(as, Account{Measured, "the number of this slice", "not known", n.Why})
	case rest != 0 && unexplained(l):
		as = append(as, Account{Measured, "not explained", Change(rest), n.Why})
	case rest != 0:
		why := cmp.Or(n.Why, n.Measure+" is no count of "+trace.Plural(l.Unit))
		as = append(as, Account{Measured, "the measure's own difference", Change(rest), why})
	}
	if n.PlainRun {
		as = append(as, Account{Plainly, "the whole chain, run plainly", Amount(n.Plain), "of all slices together"})
	}
	if n.Published == nil {
		return as
	}
	as = append(as, Account{Published, "published (--expect)", Amount(*n.Published), ""})
	switch {
	case l.Incomplete != nil: // why has been said
		return append(as, Account{Difference, "difference", "not known", ""})
	case !n.Known:
		return append(as, Account{Difference, "difference", "not known", n.Why})
	}
	return append(as, Account{Difference, "difference", Change(n.Value - *n.Published), difference(n.Value, *n.Published)})
}

// unexplained says whether rows left at a model that could not be followed.
func unexplained(l *trace.Ledger) bool {
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Kind == trace.Unattributed && c.Clicks > 0 {
				return true
			}
		}
	}
	return false
}

// difference says in words how far the chain's value is from the published one.
func difference(value, published float64) string {
	d := value - published
	switch {
	case d == 0:
		return "they agree"
	case published == 0:
		return "the chain has more"
	}
	share := Amount(float64(int64(1000*math.Abs(d)/math.Abs(published)+0.5)) / 10)
	if d > 0 {
		return "the chain has " + share + "% more than was published"
	}
	return "the chain has " + share + "% less than was published"
}

// Value returns the ledger's number as text.
func Value(l *trace.Ledger) string {
	if l.Incomplete != nil {
		return "incomplete"
	}
	if l.Number.Known {
		return Amount(l.Number.Value)
	}
	return "not known"
}

// Change returns a difference of a measure, with its sign: +1,234.5.
func Change(v float64) string {
	if v > 0 {
		return "+" + Amount(v)
	}
	return Amount(v)
}
