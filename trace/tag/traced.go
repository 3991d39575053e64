package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Traced is what is known of a chain once its models have run: all that the fates, and the evidence for them, are made from.
// How it was found out is not in it: whoever finds the causes of a step in another way fills in the same.
type Traced struct {
	Steps   []*Step  // in their order, those of sub-steps before the model's own
	Events  []Deaths // what each stage dropped
	Rollups []*Rollup
	Flows   map[string]*Flow // the finished models of the spine
	Windows []string         // tables of windows whose RowCol is the id of a flow's row
	Notes   []string
	Number  Number

	pendings []*pending
}

// Step is a step while it is traced.
type Step struct {
	Name, Model string
	Causes      []*Cause
	FanOuts     []trace.FanOut
	Fanned      []string // the root rows of each fan-out: tables of id and extra
	Ties        []trace.Tie
	In          *Flow // what entered it
	Out         *Flow
	Lookups     []Lookup
	Aliases     []string // by which its SELECTs call their lookups
	Level       int
	Rollup      bool
	Dead        bool // nothing flows on: the model could not be followed
}

// CauseOf returns the cause of the step with this code, or nil.
func (s *Step) CauseOf(code int) *Cause {
	for _, c := range s.Causes {
		if c.Code == code && code != 0 {
			return c
		}
	}
	return nil
}

// Cause is a cause while it is traced.
type Cause struct {
	trace.Cause
	Hint     *trace.Hint           // that it drops nothing; nil if nobody says so
	Code     int                   // position in the ladder of the whole chain, from 1
	Union    int                   // the UNION in one of whose branches it is, from 1; 0 is none
	Branch   int                   // which branch, of all UNIONs
	OnRow    bool                  // a condition that reads the rows of the spine alone, so that in a UNION it says which its branch is for
	InCTE    bool                  // it is in a CTE that the branch is the first to read
	relation string                // the lookup that was missed, for a blamed join
	members  string                // of groups: a table of the members, gid and id, whose cause it is instead of another of its rung
	instead  *Cause                // that other
	Split    *Split                // that its rows are some of another's; nil if they are not
	sql      trace.Span            // the predicate's place in the model's SQL
	Winner   func(id int64) string // for a dedup: SQL for the id that stayed in place of the id; nil if it cannot be told
}

// Split says that a cause has rows of another, which a rule of the policy makes one of their own.
type Split struct {
	Of   *Cause
	Rule int // among the chain's rules
}

// Whole is the cause as the SQL has it: of one that was split off, the one that it was split off from.
func (c *Cause) Whole() *Cause {
	if c.Split != nil {
		return c.Split.Of
	}
	return c
}

// Deaths is a table with rows that a stage dropped: where mask is not 0, bit i stands for causes[i].
type Deaths struct {
	Table   sqltree.From
	Carried []string
	Level   int
	Causes  []*Cause
	Rungs   []int // for each cause the first one of its rung; nil where each is a rung of its own
	Step    *Step
	shift   int  // the bit of the mask that stands for the first cause
	Shared  bool // its root rows may be elsewhere too: in another row, group or branch
	Once    bool // but each is here in one row at most
	alone   bool // the table says what else a copy of a row fails alone
}

// Alone lists queries for the root rows of which a copy fails one cause alone that is not of the rung which the root row is counted at:
// id, and the code of the cause.
func (t *Tracer) Alone(e Deaths) (out []string) {
	if !e.alone {
		return nil
	}
	for i := 0; i < len(e.Causes); {
		first, rung, which := i, uint64(0), ""
		for ; i < len(e.Causes) && e.Rungs[i] == first; i++ {
			rung |= 1 << i
			which += fmt.Sprintf(" WHEN x.%s & %d <> 0 THEN %d", aloneCol, uint64(1)<<i, e.Causes[i].Code)
		}
		where := fmt.Sprintf("x.%[1]s & %[2]d <> 0 AND %[3]s AND (%[4]s & -%[4]s) & %[2]d = 0", aloneCol, rung, e.Dead(), e.Mask())
		out = append(out, "SELECT cause, id FROM ("+t.RootRows(e.Level, e.Table, e.Carried, "(CASE"+which+" END)::SMALLINT AS cause", where)+")")
	}
	return out
}

// Mask is SQL for the bits of the causes, over the table as x, and of groups their lineage as l.
func (e Deaths) Mask() string {
	mask := "x." + maskCol + "::BIGINT"
	if e.shift > 0 {
		mask = fmt.Sprintf("(x.%s::BIGINT >> %d)", maskCol, e.shift)
	}
	var moved strings.Builder
	for at, group := range e.Causes {
		ofMembers := ""
		for i, c := range e.Causes {
			if c.members != "" && c.instead == group {
				ofMembers += fmt.Sprintf(" WHEN EXISTS (SELECT 1 FROM %s AS m WHERE m.gid = l.gid AND m.id = l.id) THEN %d", sqltree.Quote(c.members), 1<<i-1<<at)
			}
		}
		if ofMembers != "" {
			fmt.Fprintf(&moved, " + CASE WHEN %s & %d = 0 THEN 0%s ELSE 0 END", mask, 1<<at, ofMembers)
		}
	}
	return "(" + mask + moved.String() + ")"
}

// Dead is SQL that is TRUE where the causes dropped the row, over the table as x.
func (e Deaths) Dead() string {
	if e.shift > 0 {
		return fmt.Sprintf("x.%s >= %d", maskCol, uint64(1)<<e.shift)
	}
	return fmt.Sprintf("x.%s <> 0 AND x.%s < %d", maskCol, maskCol, uint64(1)<<len(e.Causes))
}

// CountsByMask is a query for how many root rows there are of each mask, over those that the causes dropped; their level is 0.
func (e Deaths) CountsByMask() string {
	return fmt.Sprintf("SELECT %[1]s, count(*) AS clicks FROM %[2]s AS x WHERE %[3]s AND x.%[4]s IS NOT NULL GROUP BY %[1]s", maskCol, e.Table, e.Dead(), IDCol)
}

// StepIndex is the place of a step among the steps of the chain, or -1.
func (t *Traced) StepIndex(s *Step) int { return slices.Index(t.Steps, s) }

// LineageOf is the table that says which root rows the groups of the flow hold.
func (t *Traced) LineageOf(f *Flow) string { return sqltree.Quote(t.Rollups[f.Level-1].Lineage) }

// Rollup is a GROUP BY that turned rows into groups: which group every root row is in.
type Rollup struct {
	Level    int
	Lineage  string // table of gid, GroupHash, the root row's id, and what is carried with it
	step     *Step
	Overlaps bool // a root row is in several groups, or twice in one
	Sets     bool // of several grouping sets: a key that is NULL may say that the group is a total

	rows   *Flow  // what was rolled up; nil where the lineage is a table
	groups string // the table of its groups, if that tells how many rows each has
	times  int    // in how many of its groups each root row is; 0 if that is not known

	markers []string                                                           // that the rows had
	missed  func(ctx context.Context, marker string) (table string, err error) // its members that missed where others did not; nil if unknown
}

// Rows is what was rolled up, if the lineage was not looked for, and no group was dropped since; else nil.
func (t *Traced) Rows(level int) *Flow {
	if level == 0 || slices.ContainsFunc(t.Events, func(e Deaths) bool { return e.Level == level }) {
		return nil
	}
	return t.Rollups[level-1].rows
}

// RootsIn is how many root rows are in the flow, if that is known.
func (t *Traced) RootsIn(f *Flow) (n int64, known bool) {
	if f.Level > 0 {
		if f = t.Rows(f.Level); f == nil {
			return 0, false
		}
	}
	if f.Level == 0 && f.repeats != nil && !f.Rootless {
		return f.Known() - f.repeats.Extra, true
	}
	if f.ids == nil {
		return 0, false
	}
	return f.ids.count, true
}

// GroupsIn is SQL for the number of groups in a flow that a root row is in; empty where that hangs on the lineage.
func (t *Traced) GroupsIn(f *Flow) string {
	groups := t.Rollups[f.Level-1].groups
	if groups == "" {
		return ""
	}
	return fmt.Sprintf("SELECT count(*) FROM (SELECT DISTINCT %[1]s FROM %[2]s) AS x SEMI JOIN (SELECT %[1]s FROM %[3]s WHERE %[4]s > 0) AS g ON g.%[1]s = x.%[1]s",
		IDCol, f.From, sqltree.Quote(groups), membersCol)
}

func (t *Traced) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(t.Notes, note) {
		t.Notes = append(t.Notes, note)
	}
}

// Number is the chain's number as the trace found it.
type Number struct {
	Value float64 // the measure over the rows of the last model
	Null  bool    // the measure is NULL: no rows
	Paths int64   // clicks that reached it, each as often as it is counted

	Plain    float64 // the same by the plain chain
	PlainRun bool    // Plain was computed
}
