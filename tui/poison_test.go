package tui

import (
	"context"
	"fmt"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
	"funneltrace/tui/look"
)

// poisoned are options in which every text that comes from elsewhere means ill: those of the ledgers, the chain's, the snapshots',
// a diff's, the provenance's.
func poisoned(profile look.Profile) Options {
	opt := optionsOf(hostile)
	opt.Profile = profile
	chain := *hostile.chain
	chain.Title, chain.Name, chain.Root.Unit, chain.Number.Label = reporttest.Nasty, reporttest.Nasty, reporttest.Nasty, reporttest.Nasty
	chain.Models = append([]trace.Model(nil), chain.Models...)
	for i := range chain.Models {
		m := &chain.Models[i]
		m.File, m.Description, m.Text = reporttest.Nasty, reporttest.Nasty, reporttest.Nasty+m.Text
	}
	opt.Chain = &chain
	opt.Slice.Label = reporttest.Nasty
	opt.Provenance = func() report.Provenance {
		var p report.Provenance
		reporttest.Poison(&p, true)
		return p
	}
	opt.Ledgers = func(ctx context.Context, s trace.Slice, by string, _ Progress) ([]*trace.Ledger, error) {
		hostile.mu.Lock()
		defer hostile.mu.Unlock()
		if by != "" {
			ls, err := hostile.result.By(ctx, s, by)
			reporttest.Poison(ls, false)
			return ls, err
		}
		l, err := hostile.result.Ledger(ctx, s)
		if err != nil {
			return nil, err
		}
		for i := range l.Steps { // a step's name is how the screens find it
			st := &l.Steps[i]
			reporttest.Poison(st.Causes, false)
			st.Marks = []trace.MarkCount{{Clicks: 1}}
			st.FanOuts, st.Ties = []trace.FanOut{{Clicks: 1, Extra: 1}}, []trace.Tie{{Rows: 1}}
			reporttest.Poison(st.Marks, true)
			reporttest.Poison(st.FanOuts, true)
			reporttest.Poison(st.Ties, true)
			st.Description = reporttest.Nasty
		}
		l.Notes = []string{reporttest.Nasty}
		l.Title, l.Unit, l.Slice, l.Snapshot = reporttest.Nasty, reporttest.Nasty, reporttest.Nasty, reporttest.Nasty
		reporttest.Poison(&l.Number, true)
		return []*trace.Ledger{l}, nil
	}
	opt.Values = func(context.Context, string) ([]trace.DimValue, error) {
		return []trace.DimValue{{Dim: reporttest.Nasty, Value: reporttest.Nasty}}, nil
	}
	opt.Snapshots = func(context.Context) ([]Snapshot, error) {
		all := snapshotsOf(hostile)
		reporttest.Poison(all, true)
		all[1].Problem = ""
		return all, nil
	}
	opt.Diff = func(context.Context, Snapshot, trace.Slice, Progress) (*diff.Diff, error) {
		d := richDiff()
		reporttest.Poison(d, false)
		return d, nil
	}
	return opt
}

func TestWhateverAStringSaysNoScreenObeysIt(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			s := open(t, poisoned(look.Plain), 120, 40)
			for _, key := range append([]string{""}, v.keys...) {
				if key != "" {
					s.press(key)
				}
				if reporttest.Harmless(t, form.KindText, []byte(s.app.View())); t.Failed() {
					t.Fatalf("after %q:\n%q", key, s.app.View())
				}
			}
		})
	}
}

func TestWithColoursAScreenHasThoseOfTheLookOnly(t *testing.T) {
	for _, keys := range [][]string{nil, {"enter"}, {"d", "enter"}, {"i"}} {
		t.Run(fmt.Sprint(keys), func(t *testing.T) {
			s := open(t, poisoned(look.Colors), 120, 40).press(keys...)
			bare := look.New(look.Dark, look.Plain).Guard(s.app.View()) // what is left of them shows
			if whole := s.app.look.Guard(s.app.View()); whole != s.app.View() {
				t.Error("the screen is not guarded")
			}
			reporttest.Harmless(t, form.KindText, []byte(bare))
		})
	}
}
