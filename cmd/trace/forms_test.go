package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/report/comparisons"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/findings"
	"funneltrace/trace/report/form"
	"funneltrace/tui"
)

func TestTheScreensWriteTheFormsThatTheCommandsPrint(t *testing.T) {
	root := (&program{}).rootCommand()
	for command, screens := range map[string][]form.Kind{
		"":        tui.LedgerForms,
		"rows":    tui.RowForms,
		"row":     tui.JourneyForms,
		"diff":    diffs.Kinds,
		"compare": comparisons.Kinds,
		"who":     findings.Kinds,
	} {
		cmd, _, err := root.Find(append([]string{}, command))
		if command == "" {
			cmd, err = root, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		var offered []form.Kind
		for _, kind := range []form.Kind{form.KindCSV, form.KindJSON, form.KindMarkdown, form.KindHTML, form.KindParquet, form.KindText} {
			if cmd.Flags().Lookup(string(kind)) != nil || kind == form.KindText && cmd.Flags().Lookup("text") != nil {
				offered = append(offered, kind)
			}
		}
		want := slices.Sorted(slices.Values(screens))
		if d := cmp.Diff(want, slices.Sorted(slices.Values(offered))); d != "" {
			t.Errorf("trace %s (-screens +command):\n%s", command, d)
		}
	}
}
