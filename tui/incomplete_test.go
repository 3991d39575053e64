package tui

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"funneltrace/loaders/chains"
	"funneltrace/trace/evidence"
)

// incomplete is the options of a program whose chain has a last model that DuckDB cannot run.
func incomplete(t *testing.T) Options {
	t.Helper()
	dir, err := filepath.Abs("testdata/hostile_20240101")
	if err != nil {
		t.Fatal(err)
	}
	chain, err := chains.FindChain("testdata/hostile")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range chain.Models {
		switch m.Name {
		case "second":
			chain.Models[i].SQL = "SELECT * FROM \"ref\".\"first\" WHERE n < 9"
			chain.Models[i].Text = chain.Models[i].SQL
		case "last":
			chain.Models[i].SQL = "SELECT kind,\n\tiff(n > 1, n, 0) AS n -- \x1b[31m\nFROM \"ref\".\"second\""
			chain.Models[i].Text = chain.Models[i].SQL
		}
	}
	c, err := traceChain(t.Context(), chain, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	opt := optionsOf(c)
	opt.Evidence = func(ctx context.Context, _ Progress) (*evidence.Evidence, error) { return c.evidence, nil }
	return opt
}

func TestTheScreensShowATraceThatDoesNotComeToTheNumber(t *testing.T) {
	opt := incomplete(t)
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 40}, {200, 60}} {
		s := open(t, opt, size[0], size[1])
		golden(t, fmt.Sprintf("incomplete_%dx%d.txt", size[0], size[1]), s.screen(), size[0], size[1])
	}
	s := open(t, opt, 100, 30)
	s.press("i").shows("incomplete: DuckDB cannot run last", "iff(n > 1, n, 0)").press("esc")
	s.press("b").shows("first", "incomplete").press("esc")
	s.press("s", "esc", "V").shows("verified in part")
	s.press("enter", "o").shows("rows: kept")
	s.press("enter").shows("it stands in front of last, which DuckDB cannot run")
}
