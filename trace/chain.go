package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// RefSchema is the schema that a rendered model finds other models in:
// {{ ref('x') }} is rendered as "ref"."x".
const RefSchema = "ref"

// RowColumn is the column of a source's rows view that numbers its rows.
// The number is the row's identity: the rows of the first file, then those of the second, from 0.
const RowColumn = "__row"

// RowsView is the name of the view, beside the view table itself, that also has [RowColumn].
func RowsView(table string) string { return table + "#rows" }

// A Chain is the models between one root source and one final number.
type Chain struct {
	Name     string
	Title    string
	Snapshot string // the snapshot family that it reads, "rebrandly" of rebrandly_20260612

	Root       Root
	Number     Number
	Dimensions []Dimension
	Rules      []Rule // the policy; the first match wins
	Marks      []Mark // rows to count though no step drops them
	Models     []Model
	Via        []string // models that the spine must lead through, where several paths lead from the root to the number
	Tables     []Alias  // what the snapshot's tables are called in the models, where that is not their own name
	Hints      []Hint   // what the authors' tests say of columns
	Macros     []string // the statements that make what the models call, in order

	AsOf time.Time // what time it is for the models; zero is that the snapshot says so, or the run

	File string // where the chain was read from, for error lines
}

// Alias is a table of the snapshot under another name.
type Alias struct{ Name, Table SourceName }

// Hint is a test that a chain's author has put on a column: what it says never happens is a loss where it does.
type Hint struct {
	Relation SourceName // a source, or a model in schema [RefSchema]
	Column   string
	Test     string // not_null, unique or relationships
	Kind     string // whose test it is, for people: "dbt test"
	Pos      Pos    // where the test stands
}

// Root is the source whose rows are followed.
type Root struct {
	Source   SourceName
	Unit     string   // what one row is: "click"
	Time     string   // SQL over the root row, a timestamp; empty if the root has no time
	Key      []string // SQL over the root row; who is who across snapshots
	Timezone string   // an IANA name; empty is UTC
}

// SourceName names a table of the snapshot.
type SourceName struct{ Schema, Table string }

func (s SourceName) String() string { return s.Schema + "." + s.Table }

// Number is the figure at the end of the chain.
type Number struct {
	Model   string
	Measure string // an aggregate over the model's rows; empty is count(*)
	Label   string
}

// Dimension is something that the analyst may slice by.
// It is SQL over the root row, or a column of a step, known for the clicks that reached that step.
type Dimension struct {
	Name   string
	SQL    string
	Step   string
	Column string
	By     string // of a column that is a time, what it is cut by: one of [Times]; empty is the column's value as it is
}

// Times are what a time can be cut by: the root's, or that of a [Dimension]. Weeks are those of ISO 8601.
var Times = []string{"day", "week", "month", "year"}

// IsTime says whether what the ledger is split by is a time, so that its values have an order of their own.
func (c *Chain) IsTime(by string) bool {
	for _, d := range c.Dimensions {
		if d.Name == by {
			return d.By != ""
		}
	}
	return slices.Contains(Times, by)
}

// Mark counts the root rows that a step keeps and for which a condition over its output row is TRUE: a conversion that is kept,
// but at risk. It drops nothing and is in no sum.
type Mark struct {
	Step  string
	When  string // SQL over the step's columns
	Label string
	Class Class // what it means that there are such; may be empty
	Pos   Pos   // where the mark stands in chain.yml
}

// Rule gives the causes that it matches a label and a class.
// Empty fields match everything; Match is compared with the predicate as DuckDB prints it.
type Rule struct {
	Step   string
	Match  string
	Kind   Kind
	Reason string // as the cause says it: "the key is NULL"
	Split  Split  // of the rows of a filter that it matches, those that it makes a cause of their own
	Label  string
	Class  Class
	Pos    Pos // where the rule stands in chain.yml
}

// Split says which rows of a filter a rule makes a cause of their own, by the value that the filter compares with its constants. The
// zero Split is none.
type Split struct {
	Near    bool     // the value is near a constant, as that of a [Look] is
	Nothing bool     // it is a text that stands for no value
	Values  []string // it is one of these, as a look shows them
}

// IsZero reports whether nothing is split off.
func (s Split) IsZero() bool { return !s.Near && !s.Nothing && len(s.Values) == 0 }

func (s Split) String() string {
	var parts []string
	if s.Near {
		parts = append(parts, "near what is asked for")
	}
	if s.Nothing {
		parts = append(parts, "a text that stands for no value")
	}
	for _, v := range s.Values {
		parts = append(parts, "'"+v+"'")
	}
	return "the value is " + strings.Join(parts, " or ")
}

// Model is one SELECT.
type Model struct {
	Name string
	File string
	SQL  string // rendered; offsets are those of Text
	Text string // what is shown: as written in File, or the SQL that a template became

	Description string       // what its author says of it; may be empty
	Places      []Place      // where the parts of Text come from, by offset; none is that Text is File's
	Stretches   Stretches    // of Text in another language: what of it the parts of SQL were made of; none is that they have one set of offsets
	Reads       []SourceName // what it reads, as far as known without parsing the SQL; models in schema [RefSchema]
	Broken      *ModelError  // why there is no SQL to run; nil if there is
}

// Place says that the text of a model from Offset on comes from a place in a file. Literal text goes on there character by
// character; what a template put in its place belongs to Pos as a whole.
type Place struct {
	Offset  int // in bytes
	Literal bool
	Pos     Pos
}

// Pos is a place in a file. Line and Column count from 1.
type Pos struct {
	File         string
	Line, Column int
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Model returns the model called name.
func (c *Chain) Model(name string) (Model, bool) {
	for _, m := range c.Models {
		if m.Name == name {
			return m, true
		}
	}
	return Model{}, false
}

// Location returns the time zone in which years are cut.
func (r Root) Location() (*time.Location, error) {
	if r.Timezone == "" {
		return time.UTC, nil
	}
	return time.LoadLocation(r.Timezone)
}

// Hash identifies everything in the chain that a result depends on.
func (c *Chain) Hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %v %v %q\n", c.Name, c.Title, c.Snapshot, c.Root, c.Number, c.Dimensions)
	for _, r := range c.Rules {
		fmt.Fprintf(h, "%q %q %q %q %q\n", r.Step, r.Match, r.Kind, r.Label, r.Class)
		if r.Reason != "" {
			fmt.Fprintf(h, "reason %q\n", r.Reason)
		}
		if !r.Split.IsZero() {
			fmt.Fprintf(h, "split %t %t %q\n", r.Split.Near, r.Split.Nothing, r.Split.Values)
		}
	}
	for _, m := range c.Marks {
		fmt.Fprintf(h, "%q %q %q\n", m.Step, m.When, m.Label)
		if m.Class != "" {
			fmt.Fprintf(h, "class %q\n", m.Class)
		}
	}
	if !c.AsOf.IsZero() {
		fmt.Fprintf(h, "as of %d\n", c.AsOf.UnixMicro())
	}
	fmt.Fprintf(h, "%q %q\n", c.Via, c.Tables)
	if len(c.Macros) > 0 {
		fmt.Fprintf(h, "macros %q\n", c.Macros)
	}
	for _, t := range c.Hints {
		fmt.Fprintf(h, "%q %q %q\n", t.Relation, t.Column, t.Test)
	}
	for _, m := range c.Models {
		fmt.Fprintf(h, "%q %q %q\n", m.Name, m.SQL, m.Broken)
		if m.Description != "" {
			fmt.Fprintf(h, "%q\n", m.Description)
		}
		if m.Broken != nil {
			fmt.Fprintf(h, "%q\n", m.Reads) // all that is known of where it stands
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// PlacesHash identifies where everything in the chain was read from, which a result shows but does not depend on: the same chain
// in another folder, or with other lines in front of a template's, has the same [Chain.Hash] and another of these.
func (c *Chain) PlacesHash() string {
	var b []byte
	file := ""
	add := func(p Pos) {
		if p.File != file { // most places are in the file of the one before
			file = p.File
			b = append(strconv.AppendQuote(b, file), 0)
		}
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(p.Line)), uint64(p.Column))
	}
	add(Pos{File: c.File})
	for _, r := range c.Rules {
		add(r.Pos)
	}
	for _, m := range c.Marks {
		add(m.Pos)
	}
	for _, t := range c.Hints {
		add(t.Pos)
	}
	for _, m := range c.Models {
		add(Pos{File: m.File})
		for _, p := range m.Places {
			literal := byte(0)
			if p.Literal {
				literal = 1
			}
			b = append(binary.AppendUvarint(b, uint64(p.Offset)), literal)
			add(p.Pos)
		}
		if len(m.Stretches) > 0 { // the words that causes are told in
			b = strconv.AppendQuote(b, m.Text)
		}
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TableOf returns what the snapshot calls a source of the models.
func (c *Chain) TableOf(source SourceName) SourceName {
	for _, a := range c.Tables {
		if strings.EqualFold(a.Name.Schema, source.Schema) && strings.EqualFold(a.Name.Table, source.Table) {
			return a.Table
		}
	}
	return source
}
