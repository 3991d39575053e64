package trace

import (
	"cmp"
	"time"
)

// Kind is what the SQL of a cause does.
type Kind string

// The kinds of cause, as DESIGN's words have them. Kept is the kind of the ledger line of the rows that a step kept.
const (
	Kept          Kind = "kept"
	Filter        Kind = "filter"         // the predicate was FALSE
	NullPredicate Kind = "null_predicate" // the predicate was NULL: it could not tell
	MissingValue  Kind = "missing_value"  // x IS NOT NULL failed
	JoinMiss      Kind = "join_miss"      // the lookup has no row for it
	Dedup         Kind = "dedup"
	Having        Kind = "having"
	Limit         Kind = "limit"
	EmptyUnnest   Kind = "empty_unnest"
	SetOp         Kind = "set_op"
	ParseError    Kind = "parse_error"  // a value was there and could not be read
	Unattributed  Kind = "unattributed" // the tool could not tell, and Reason says why
)

// Class is what a cause means.
type Class string

// The classes.
const (
	Expected Class = "expected"
	Loss     Class = "loss"
	Review   Class = "review"
)

// A Ledger is the counts of one slice: step by step, what was kept and what each cause dropped.
// Counts are root rows (clicks) unless a field says rows.
type Ledger struct {
	Chain    string
	Title    string
	Unit     string // "click"
	Snapshot string
	Slice    string // "2024", "all", "2024-01-01..2024-03-31 country=BR"
	Bucket   string // the value that [fates.Result.By] split at: "2024-03", "BR", Unknown; empty for other ledgers
	Steps    []Step // that the trace came to
	Number   Reconciliation
	Notes    []string // what the reader must know: unreadable dates, rules that match nothing…
	Clock    string   // of these, the one that says what time it was for models that ask; empty if none does

	Incomplete *IncompleteError // why the trace does not come to the number; nil if it does
}

// In returns the clicks that entered the first step, those of the slice.
func (l *Ledger) In() int64 {
	if len(l.Steps) == 0 {
		return 0
	}
	return l.Steps[0].In
}

// Out returns the clicks that reached the last step's output.
func (l *Ledger) Out() int64 {
	if len(l.Steps) == 0 {
		return 0
	}
	return l.Steps[len(l.Steps)-1].Out
}

// Step is one line of the funnel: a model of the spine, or a CTE or subquery in it that drops or multiplies rows.
type Step struct {
	Name    string // "campaigns_funnel_creators" or "campaigns_funnel_creators.creators_only"
	Model   string
	In, Out int64 // clicks alive before and after
	RowsOut int64 // physical rows of the model's output that these clicks are in
	Rollup  bool  // one output row stands for many clicks: RowsOut below Out is no loss
	Causes  []Cause
	FanOuts []FanOut
	Ties    []Tie
	Marks   []MarkCount // of rows that it kept; they are in no sum

	Description string // what the model's author says of it, as written; empty for a part of a model
}

// Dropped returns the clicks that the step dropped.
func (s Step) Dropped() int64 { return s.In - s.Out }

// Cause is one reason for which a step drops rows.
type Cause struct {
	ID        string // stable: it depends on the model's SQL only
	Kind      Kind
	Class     Class
	Label     string
	Predicate string // the SQL it stands for, as DuckDB prints it
	Words     string // the same in the language of the model, as its author wrote it; empty where that is the engine's
	Reason    string // for unattributed: why the tool could not tell
	Pos       Pos    // where the predicate stands
	End       int    // byte offsets of the predicate in the model's text are [Start, End)
	Start     int
	RuleAt    *Pos   // the policy rule, or the test on a column, that classed it; nil if the kind's default did
	Because   string // the test that classed it, such as "dbt test not_null on orders.customer_id"; empty if none did
	SplitOf   string // the ID of the filter that a rule split it off; empty if none did
	Clicks    int64  // root rows dropped
	OnlyCause int64  // root rows that would pass this place without the predicate; of rows that were copied also some that another cause dropped
	Looks     []Look // among the rows that a filter dropped; in no sum
	Trend     *Trend // how its share of the rows that came to it went over time; nil if nobody has looked
	Worth     *Worth // of a loss, what it costs the number; nil if nobody has looked, or there is nothing to go by
}

// Said is the predicate as its author knows it.
func (c Cause) Said() string { return cmp.Or(c.Words, c.Predicate) }

// MarkCount is a [Mark] of the step, counted.
type MarkCount struct {
	Label  string
	Class  Class  // what it means; empty if nobody says
	When   string // the condition, as DuckDB prints it
	Clicks int64  // root rows that the step kept and for which it is TRUE of one of the rows that they became
	Pos    Pos    // where the mark stands in chain.yml
}

// FanOut says that a step turned one row into several.
type FanOut struct {
	Join   string // the SQL of what multiplied
	Clicks int64  // root rows that became more than one row
	Extra  int64  // rows beyond one for each of them
	Keys   string // of the lookup, those that the most rows of it have, if that is why: "7 (3 rows), 9 (2 rows)"
	Pos    Pos    // where the join stands; zero if it may have been one of several
	Start  int    // byte offsets of the join in the model's text are [Start, End)
	End    int
}

// Tie says that an ORDER BY did not decide: a rebuild may come out differently.
type Tie struct {
	Order string // the ORDER BY as DuckDB prints it
	For   string // what it decides: "rebrandly_id", "dedup", "until of spans" in a lookup
	Rows  int64  // rows that share their place with another
	Tied  string // of a lookup, some of these: "it-0041 = it-0042, it-0107 = it-0108"; empty if no column tells them apart
	Pos   Pos
}

// Reconciliation compares the number with the clicks that reached it.
type Reconciliation struct {
	Label     string
	Measure   string
	Clicks    int64   // survivors of the slice
	FanOut    int64   // rows that multiplication added to the survivors
	Value     float64 // what the chain says for the slice
	Known     bool    // false where the measure cannot be cut to the slice
	Why       string  // why it is not known, or what the measure adds beyond clicks and fan-out
	Plain     float64 // the whole number as the plain chain computed it; only when PlainRun
	PlainRun  bool
	Published *float64 // --expect
}

// A Slice cuts the ledger. The zero Slice is everything.
type Slice struct {
	From, To time.Time // [From, To); zero is open
	Where    []DimValue
	Label    string
}

// DimValue asks for the clicks whose dimension has this value. Null asks for those without one.
type DimValue struct {
	Dim, Value string
	Null       bool
}

// DefaultClass is the class of a cause that no rule matches.
func DefaultClass(k Kind) Class {
	switch k {
	case Filter, Dedup, Having, Limit, SetOp:
		return Expected
	case NullPredicate, MissingValue, JoinMiss, ParseError, EmptyUnnest:
		return Loss
	}
	return Review
}

// Several stands for the value of a dimension of clicks that fan-out gave more than one.
const Several = "(several)"

// Unknown stands for the value of a dimension, or the time, of clicks that have none.
const Unknown = "(unknown)"
