package diffs_test

import (
	"fmt"
	"testing"

	"funneltrace/trace/diff"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

func TestWhateverAStringSaysNoDiffObeysIt(t *testing.T) {
	kinds := append([]form.Kind{}, diffs.Kinds...)
	for _, all := range []bool{false, true} {
		for name, d := range map[string]*diff.Diff{"rich": rich(), "same": same(), "schema": reshaped(), "hostile": evil()} {
			if n := reporttest.Poison(d, all); n < 20 {
				t.Errorf("only %d strings of %s were poisoned", n, name)
			}
			for _, kind := range kinds {
				t.Run(fmt.Sprint(name, all, kind), func(t *testing.T) {
					b, err := diffs.Print(d, kind, true, form.Screen{Width: 100}, false)
					if err != nil {
						t.Fatal(err)
					}
					reporttest.Harmless(t, kind, b)
				})
			}
		}
		for name, d := range map[string]*diff.Determinism{"shaky": shaky(), "steady": steady()} {
			reporttest.Poison(d, all)
			for _, kind := range []form.Kind{form.KindCSV, form.KindJSON, form.KindMarkdown, form.KindText} {
				t.Run(fmt.Sprint(name, all, kind), func(t *testing.T) {
					b, err := diffs.PrintDeterminism(d, kind, form.Screen{Width: 100}, false)
					if err != nil {
						t.Fatal(err)
					}
					reporttest.Harmless(t, kind, b)
				})
			}
		}
	}
}
