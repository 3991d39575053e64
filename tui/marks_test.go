package tui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"funneltrace/trace"
)

func TestTheFunnelAndTheStepShowMarks(t *testing.T) {
	opt := options(t)
	plain := opt.Ledgers
	opt.Ledgers = func(ctx context.Context, s trace.Slice, by string, progress Progress) ([]*trace.Ledger, error) {
		ls, err := plain(ctx, s, by, progress)
		ls = slices.Clone(ls) // other tests have them too
		for i, l := range ls {
			c := *l
			c.Steps = slices.Clone(c.Steps)
			for j := range c.Steps {
				c.Steps[j].Marks = []trace.MarkCount{{Label: "at \x1b[31mrisk", Clicks: 1234}, {Label: "none here"}}
			}
			ls[i] = &c
		}
		return ls, err
	}
	s := open(t, opt, 120, 40).shows("△ mark: at \\x1b[31mrisk, 1,234 clicks of those that it kept")
	if strings.Contains(s.screen(), "none here") {
		t.Error("a mark that nothing has is shown")
	}
	s.press("enter").shows(`△ mark     at \x1b[31mrisk`)
}
