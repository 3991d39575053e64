package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
)

// valuesListed is how many values of a column are listed.
const valuesListed = 1000

// frequencyOf is a set with the frequency of a column in it.
type frequencyOf struct {
	set  *evidence.RowSet
	freq *evidence.Frequency
}

// countValues asks how often each value of the column under the cursor is among the rows that are shown.
func (r *rows) countValues() tea.Cmd {
	_, col := r.grid.Cursor()
	set, name := r.shown, r.grid.Columns[col].Name
	return ask(&r.freq, r.a.desk, func(ctx context.Context, progress Progress) (got frequencyOf, err error) {
		err = r.a.withEvidence(ctx, progress, "counting the values of "+name, func(*evidence.Evidence) error {
			got.set = set
			got.freq, err = set.Frequency(ctx, name, valuesListed)
			return err
		})
		return got, err
	})
}

// showFrequency lists the values. Choosing one narrows the rows to those that have it.
func (r *rows) showFrequency(got frequencyOf) tea.Cmd {
	if got.set != r.shown {
		return nil // of the set before
	}
	f := got.freq
	var choices []choice
	for _, v := range f.Values {
		choices = append(choices, choice{
			name: report.Shown(v.Value), note: fmt.Sprintf("%s %7s", report.Count(v.Rows), report.Percent(v.Rows, f.Rows)),
			do: func() tea.Cmd {
				q := r.latest()
				q.Where = filtered(q.Where, v.Value)
				return r.open(q)
			},
		})
	}
	title := fmt.Sprintf("%s: %s in %s", f.Column, report.Units(f.Distinct, "value"), report.Units(f.Rows, r.unit()))
	if int64(len(f.Values)) < f.Distinct {
		title += fmt.Sprintf(", the %s most frequent", report.Count(int64(len(f.Values))))
	}
	if !r.a.show(newPicker(r.a, title, choices)) {
		return r.a.say("the values of " + f.Column + " are counted; n shows them")
	}
	return nil
}

// unit is what a row of the set is.
func (r *rows) unit() string {
	if r.shown.Grouped {
		return "group"
	}
	return "row"
}
