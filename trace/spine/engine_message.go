package spine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// ModelFails makes an engine's message about a model one that says where, in words of the model's author.
// What is no fault of the model stays an error of another type.
func ModelFails(m trace.Model, err error) error {
	var model *trace.ModelError
	if errors.As(err, &model) {
		return err
	}
	message, at, line := engine.SplitMessage(err.Error())
	if engine.IsEnvironment(message) {
		return fmt.Errorf("run model %s: %w", m.Name, err)
	}
	said := engine.InWords(message)
	offset := locate(m, at, line)
	switch {
	case offset >= 0 || said.Name == "":
	case said.Name == engine.SubqueryAsValue:
		offset = onlyValueSubquery(m.SQL)
	default:
		offset = locateWord(m, said.Name)
	}
	if said.Hint == "" && strings.HasPrefix(said.Text, "there is no table ") && !strings.Contains(said.Name, ".") {
		said.Hint = fmt.Sprintf("a table of the snapshot is written {{ source('…', '%s') }}, a model {{ ref('%[1]s') }}", said.Name)
	}
	return modelError(m, offset, said.Text, said.Hint)
}

// locate finds in the model what an engine's message points at: the longest beginning of it that the model has, in that line if
// it stands there too. It is -1 if nothing is found.
func locate(m trace.Model, at string, line int) int {
	for n := min(len(at), 60); n > 2; n-- {
		text := strings.TrimSpace(at[:n])
		first := strings.Index(m.SQL, text)
		if first < 0 || len(text) < 2 {
			continue
		}
		start := lineStart(m.SQL, line)
		end := len(m.SQL)
		if next := strings.IndexByte(m.SQL[start:], '\n'); next >= 0 {
			end = start + next
		}
		if i := strings.Index(m.SQL[start:end], text); i >= 0 {
			return start + i
		}
		return first
	}
	return -1
}

// lineStart is the offset at which a line begins, which counts from 1; 0 if there is no such line.
func lineStart(text string, line int) int {
	start := 0
	for range line - 1 {
		next := strings.IndexByte(text[start:], '\n')
		if next < 0 {
			return 0
		}
		start += next + 1
	}
	return start
}

// PlaceAt gives an error that has no place in the model's SQL that of a name, if the model has it.
func PlaceAt(m trace.Model, e *trace.ModelError, name string) {
	if offset := locateWord(m, name); e.Excerpt == "" && offset >= 0 {
		e.Pos, e.Excerpt = m.PosAt(offset), excerpt(m, m.TextAt(offset))
	}
}

// locateWord finds a name in the model's SQL, or returns -1.
func locateWord(m trace.Model, name string) int {
	if found := regexp.MustCompile(`(?i)(?:^|\W)(` + regexp.QuoteMeta(name) + `)(?:\W|$)`).FindStringSubmatchIndex(m.SQL); found != nil {
		return found[2]
	}
	return -1
}

var (
	subqueryBegins = regexp.MustCompile(`(?i)\(\s*SELECT\b`)
	beforeTable    = regexp.MustCompile(`(?i)\b(AS|MATERIALIZED|FROM|JOIN|IN|ANY|ALL|EXISTS|LATERAL)\s*$`)
)

// onlyValueSubquery is where the SQL has a subquery that stands for a value, if it has just one; else -1.
func onlyValueSubquery(text string) int {
	found := -1
	for _, at := range subqueryBegins.FindAllStringIndex(text, -1) {
		if beforeTable.MatchString(text[:at[0]]) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = at[0]
	}
	return found
}

// doesNotParse is what the engine's parser says of a model.
func doesNotParse(m trace.Model, err *sqltree.SyntaxError) *trace.ModelError {
	message, offset := err.Message, max(err.Position, 0)
	switch near, found := strings.CutPrefix(message, "syntax error at or near "); {
	case found:
		if name := strings.Trim(near, `"`); near == `""`+name+`""` { // the name that a ref became
			near = `"` + name + `"`
		}
		message = "syntax error near " + near
	case message == "syntax error at end of input":
		message, offset = "syntax error at the end: something is missing", len(strings.TrimRight(m.SQL, " \t\r\n"))
	}
	return modelError(m, offset, "SQL does not parse: "+message, "")
}
