package dbt_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// These models cannot be run, and are there to show that.
var cannotRun = []string{"rpt_pacing", "rpt_budget_flags", "rpt_spend_by_platform", "wip_bid_strategy"}

// Whatever model the number is in, and whichever rows are followed: what the trace keeps is what the plain models return, step by step.
func TestEveryModelOfEveryProjectKeepsTheRowsOfThePlainOne(t *testing.T) {
	dirs, err := filepath.Glob("testdata/projects/*")
	if err != nil || len(dirs) < 6 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		p, err := dbt.Open(dir, options())
		if err != nil {
			t.Fatal(err)
		}
		models := p.Models()
		if testing.Short() {
			models = models[len(models)-1:]
		}
		for _, to := range models {
			if slices.Contains(cannotRun, to) || strings.HasPrefix(to, "stg_") || strings.HasPrefix(to, "int_") { // those are steps on the way to others
				continue
			}
			t.Run(filepath.Base(dir)+"/"+to, func(t *testing.T) {
				t.Parallel()
				for _, root := range p.Roots(to) {
					p, err := dbt.Open(dir, options())
					if err != nil {
						t.Fatal(err)
					}
					plan, conn, err := over(t, p, project.Wanted{Root: root, To: to})
					if err != nil {
						t.Error(err)
						continue
					}
					if l := ledgerOf(t, plan, conn); l != nil && l.Incomplete != nil {
						t.Errorf("%s to %s: %v", root, to, l.Incomplete)
					}
				}
			})
		}
	}
}
