package chainfile

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/yamlfile"
	"funneltrace/trace"
)

// read reads a file and checks it against a chain of the models clean and paid.
func read(text string) (*trace.Chain, *File, error) {
	c := &trace.Chain{Models: []trace.Model{{Name: "clean"}, {Name: "paid"}}}
	f := New("chain.yml")
	if err := f.Read([]byte(text), c, nil); err != nil {
		return c, f, err
	}
	return c, f, f.Check(c)
}

func TestAChainIsReadAsItIsWritten(t *testing.T) {
	got, f, err := read(`
name: orders
title: Orders to revenue
snapshot: shop
root:
  source: shop.orders
  unit: order
  time: placed
  timezone: Europe/Berlin
  key: [id, line]
number: {model: paid, measure: sum(amount), label: Revenue}
dimensions:
  country: country
  region: {step: clean.known, column: region}
causes:
  - {step: clean, kind: join_miss, reason: no row has the key, label: not in the list, class: loss}
  - {match: "status = 'paid'", class: expected}
  - {match: "status = 'paid'", split: look, class: review}
  - {match: "status = 'paid'", split: [payed, ''], label: misspelt}
marks:
  - {step: clean, when: "amount > 25", label: large order}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := &trace.Chain{
		Name: "orders", Title: "Orders to revenue", Snapshot: "shop",
		Root:       trace.Root{Unit: "order", Time: "placed", Timezone: "Europe/Berlin", Key: []string{"id", "line"}},
		Number:     trace.Number{Model: "paid", Measure: "sum(amount)", Label: "Revenue"},
		Dimensions: []trace.Dimension{{Name: "country", SQL: "country"}, {Name: "region", Step: "clean.known", Column: "region"}},
		Rules: []trace.Rule{
			{Step: "clean", Kind: trace.JoinMiss, Reason: "no row has the key", Label: "not in the list", Class: trace.Loss, Pos: at(16, 5)},
			{Match: "status = 'paid'", Class: trace.Expected, Pos: at(17, 5)},
			{Match: "status = 'paid'", Split: trace.Split{Near: true, Nothing: true}, Class: trace.Review, Pos: at(18, 5)},
			{Match: "status = 'paid'", Split: trace.Split{Values: []string{"payed", ""}}, Label: "misspelt", Pos: at(19, 5)},
		},
		Marks:  []trace.Mark{{Step: "clean", When: "amount > 25", Label: "large order", Pos: at(21, 25)}},
		Models: got.Models,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if f.Source != "shop.orders" {
		t.Errorf("source: got %q, want it as it is written", f.Source)
	}
}

func at(line, column int) trace.Pos { return trace.Pos{File: "chain.yml", Line: line, Column: column} }

// minimal is the rest of a file that says one thing more.
const minimal = "root: {source: shop.orders}\nnumber: {model: paid}\n"

func TestWhatCannotBeMeantIsAnErrorWithItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"root: {source: shop.orders}\n", "chain.yml:1:1: no number; say where the chain ends, as number: {model: paid}"},
		{"number: {model: payed}\n", `chain.yml:1:17: number: there is no model "payed" (did you mean "paid"?); the models are clean, paid`},
		{minimal + "timezone: Berlin\n", `chain.yml:3:11: unknown time zone "Berlin"; write it as Europe/Paris or UTC`},
		{minimal + "timezone: Local\n", `chain.yml:3:11: unknown time zone "Local"`},
		{minimal + "dimensions: {a b: x}\n", `chain.yml:3:14: dimension "a b": a name without blanks and signs is wanted`},
		{minimal + "dimensions: {year: x}\n", `chain.yml:3:14: dimension "year": years and months are cut from root.time already`},
		{minimal + "dimensions: {a: ' '}\n", "chain.yml:3:17: dimension a is empty"},
		{minimal + "dimensions: {a: {step: clean}}\n", "dimension a: both step and column are wanted"},
		{minimal + "dimensions: {a: {step: clean, column: y, by: mnth}}\n", `dimension a: unknown by "mnth" (did you mean "month"?); a time is cut by day, week, month, year`},
		{minimal + "dimensions: {a: {step: claen.x, column: y}}\n", `chain.yml:3:24: dimension a: there is no model "claen"`},
		{minimal + "causes: [{step: clean}]\n", "the rule gives neither a label nor a class"},
		{minimal + "causes: [{class: loss}]\n", "the rule would match every cause; give it a step, a match or a kind"},
		{minimal + "causes: [{step: clean, class: los}]\n", `chain.yml:3:31: unknown class "los" (did you mean "loss"?); the classes are expected, loss, review`},
		{minimal + "causes: [{match: a, split: nera, class: loss}]\n", `chain.yml:3:28: split: "nera" is none of near, nothing and look; values of one's own stand in a list: [nera]`},
		{minimal + "causes: [{match: a, split: [], class: loss}]\n", "split: the list has no values"},
		{minimal + "causes: [{match: a, split: [1], class: loss}]\n", "a text is wanted here; put quotes around it"},
		{minimal + "causes: [{kind: join_miss, split: near, class: loss}]\n", "chain.yml:3:17: split: only what filters drop can be split, not join_miss"},
		{minimal + "causes: [{kind: join_mis, class: loss}]\n", `chain.yml:3:17: unknown kind "join_mis" (did you mean "join_miss"?)`},
		{minimal + "causes: [{kind: kept, class: loss}]\n", `chain.yml:3:17: unknown kind "kept"`},
		{minimal + "causes: [{step: claen, class: loss}]\n", `chain.yml:3:17: step "claen": there is no model "claen"`},
		{minimal + "marks: [{step: clean, label: x}]\n", "a mark wants a step, a condition under when, and a label"},
		{minimal + "marks: [{step: clene, when: a, label: x}]\n", `chain.yml:3:16: mark x: there is no model "clene" (did you mean "clean"?)`},
		{minimal + "marks: [{step: clean, when: a, label: x, class: reveiw}]\n", `chain.yml:3:49: unknown class "reveiw" (did you mean "review"?)`},
		{minimal + "as_of: soon\n", `chain.yml:3:8: as_of: "soon" is no moment; write it as 2026-02-04`},
		{minimal + "as_of: 2026\n", "chain.yml:3:8: a text is wanted here; put quotes around it"},
		{minimal + "cause: []\n", `chain.yml:3:1: unknown key "cause" (did you mean "causes"?)`},
	} {
		_, _, err := read(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "chain.yml:") {
			t.Errorf("%q:\ngot error %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestEveryKindAndClassCanBeRuled(t *testing.T) {
	for _, kind := range kinds {
		for _, class := range classes {
			c, _, err := read(minimal + "causes: [{kind: " + kind + ", class: " + class + "}]\n")
			if err != nil || string(c.Rules[0].Kind) != kind || string(c.Rules[0].Class) != class {
				t.Errorf("%s, %s: got %+v, %v", kind, class, c.Rules, err)
			}
		}
	}
}

func TestAFileOfMoreKeysReadsThemToo(t *testing.T) {
	f, vars := New("trace.yml"), 0
	more := map[string]yamlfile.Reader{"vars": func(ast.Node) error { vars++; return nil }}
	if err := f.Read([]byte(minimal+"vars: {a: 1}\n"), &trace.Chain{}, more); err != nil || vars != 1 {
		t.Errorf("got vars read %d times, error %v", vars, err)
	}
	if err := f.Read([]byte(minimal+"vars: {a: 1}\n"), &trace.Chain{}, nil); err == nil {
		t.Error("got no error for a key that this file does not have")
	}
}
