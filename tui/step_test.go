package tui

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"funneltrace/trace"
)

// described are the options of a program whose chain has descriptions of its models, and a test that a cause breaks.
func described(t *testing.T) Options {
	opt := options(t)
	plain := opt.Ledgers
	opt.Ledgers = func(ctx context.Context, s trace.Slice, by string, progress Progress) ([]*trace.Ledger, error) {
		ls, err := plain(ctx, s, by, progress)
		ls = slices.Clone(ls) // other tests have them too
		for i, l := range ls {
			c := *l
			c.Steps = slices.Clone(c.Steps)
			for j := range c.Steps {
				st := &c.Steps[j]
				st.Description = "The \x1b[31mrows\x1b[0m that the team calls\n" + st.Name + ", which the dashboards are made of."
				st.Causes = slices.Clone(st.Causes)
				for k := range st.Causes {
					st.Causes[k].Class, st.Causes[k].Because = trace.Loss, "dbt test not_null on rebrandly.agent_type"
					st.Causes[k].RuleAt = &trace.Pos{File: "/p/models/schema.yml", Line: 12, Column: 3}
				}
			}
			ls[i] = &c
		}
		return ls, err
	}
	return opt
}

func TestAStepSaysWhatItsModelIsAndWhichTestItBreaks(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 40}} {
		s := open(t, described(t), size[0], size[1]).press("enter")
		golden(t, fmt.Sprintf("step_described_%dx%d.txt", size[0], size[1]), s.screen(), size[0], size[1])
	}
}
