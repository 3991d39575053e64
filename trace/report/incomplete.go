package report

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// NotReached is what stands where a step's counts would, of a step that the trace did not come to.
const NotReached = "not reached"

// Standing says where the rows are that the last step of an incomplete trace kept.
func Standing(e *trace.IncompleteError) string {
	return "stands in front of " + e.Model + ", which DuckDB cannot run"
}

// incomplete prints under the number why there is none.
func incomplete(t *form.Text, e *trace.IncompleteError) {
	if e.Cause.Excerpt == "" {
		return
	}
	t.Line("", "")
	for line := range strings.Lines(e.Cause.Excerpt) {
		t.Line(form.Clip(strings.Repeat(" ", Indent+2)+strings.TrimRight(line, "\n"), t.Width()), "")
	}
}

// jsonIncomplete is why a trace does not come to the number.
type jsonIncomplete struct {
	Model      string   `json:"model"`       // of the spine, in front of which the rows stand
	NotReached []string `json:"not_reached"` // models of the spine, Model first
	In         string   `json:"in_model"`    // where the error is: Model, or one that it reads
	Message    string   `json:"message"`
	Hint       string   `json:"hint,omitempty"`
	At         *JSONPos `json:"at,omitempty"`
	Excerpt    string   `json:"excerpt,omitempty"`
}

func incompleteJSON(e *trace.IncompleteError) *jsonIncomplete {
	if e == nil {
		return nil
	}
	c := e.Cause
	return &jsonIncomplete{e.Model, e.NotReached, c.Model, c.Message, c.Hint, PosJSON(&c.Pos), c.Excerpt}
}
