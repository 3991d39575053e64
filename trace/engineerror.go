package trace

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// modelFails makes an engine's message about a model one that says where, in words of the model's author.
// What is no fault of the model stays an error of another type.
func modelFails(m Model, err error) error {
	var model *ModelError
	if errors.As(err, &model) {
		return err
	}
	message, at, line := engineMessage(err.Error())
	if isEnvironment(message) {
		return fmt.Errorf("run model %s: %w", m.Name, err)
	}
	said := inWords(message)
	offset := locate(m, at, line)
	switch {
	case offset >= 0 || said.name == "":
	case said.name == subqueryAsValue:
		offset = onlyValueSubquery(m.SQL)
	default:
		offset = locateWord(m, said.name)
	}
	return modelError(m, offset, said.message, said.hint)
}

// isEnvironment says whether the message is about the machine or the engine, not about the SQL that was run.
func isEnvironment(message string) bool {
	for _, kind := range []string{"Out of Memory", "IO", "INTERRUPT", "FATAL", "INTERNAL", "Connection", "TransactionContext"} {
		if strings.HasPrefix(message, kind+" Error: ") {
			return true
		}
	}
	return false
}

// engineMessage splits DuckDB's message from the lines that point at the SQL: at is the text that they point at, in a line that
// counts from 1; 0 if they point at nothing.
func engineMessage(text string) (message, at string, line int) {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		number, ok := strings.CutPrefix(l, "LINE ")
		if !ok || i+1 >= len(lines) {
			continue
		}
		if caret := strings.IndexByte(lines[i+1], '^'); caret >= 0 && caret < len(l) {
			at = l[caret:]
			number, _, _ = strings.Cut(number, ":")
			line, _ = strconv.Atoi(number)
		}
		lines = lines[:i]
		break
	}
	return oneLine(strings.Join(lines, " ")), at, line
}

// locate finds in the model what an engine's message points at: the longest beginning of it that the model has, in that line if
// it stands there too. It is -1 if nothing is found.
func locate(m Model, at string, line int) int {
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

// locateWord finds a name in the model's SQL, or returns -1.
func locateWord(m Model, name string) int {
	if found := regexp.MustCompile(`(?i)(?:^|\W)(` + regexp.QuoteMeta(name) + `)(?:\W|$)`).FindStringSubmatchIndex(m.SQL); found != nil {
		return found[2]
	}
	return -1
}

// severalRows is what the engine says of a subquery that should give one row; how to have it pick one at random, it says too.
const severalRows = "More than one row returned by a subquery used as an expression"

// subqueryAsValue stands for the name of a subquery that has none.
const subqueryAsValue = "(SELECT"

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

// said is an engine's message for the model's author.
type said struct {
	message string
	hint    string
	name    string // of what the engine does not know
}

var (
	unknownThing = regexp.MustCompile(`^Catalog Error: (Scalar Function|Aggregate Function|Table Function|Macro Function|Table Macro Function|Type|Collation) with name "?([^"\s]+)"? (?:does not exist!|is not in the catalog)(.*)$`)
	suggestion   = regexp.MustCompile(`Did you mean "([^"]+)"\?`)
	extension    = regexp.MustCompile(`exists in the (\S+) extension`)
	otherKind    = regexp.MustCompile(`of a different type, namely (.+)$`)
	unknownName  = regexp.MustCompile(`^Binder Error: Referenced (column|table) "(.+?)" not found.*?Candidate (?:bindings|tables):+ (.*)$`)
	noSuchColumn = regexp.MustCompile(`^Binder Error: Table "(.+?)" does not have a column named "(.+?)"(?: Candidate bindings:[: ]+(.*))?$`)
	noMatch      = regexp.MustCompile(`^Binder Error: No function matches the given name and argument types '(.+?)'\..*?Candidate functions: (.*)$`)
	unknownTable = regexp.MustCompile(`^Catalog Error: Table with name (\S+) does not exist!(.*)$`)
	errorClass   = regexp.MustCompile(`^[A-Z][A-Za-z ]* Error: `)
)

// inWords names what the engine does not know, as a warehouse of another dialect may, and keeps the engine's own hint where it
// helps. A message that it does not know stays as it is, less the class of error.
func inWords(message string) said {
	if m := unknownThing.FindStringSubmatch(message); m != nil {
		what := strings.ToLower(m[1])
		if what == "scalar function" || what == "aggregate function" || what == "macro function" {
			what = "function" // an unknown one is of no kind
		}
		return said{fmt.Sprintf("%s %s is unknown in DuckDB", what, m[2]), hintFor(m[2], m[3]), m[2]}
	}
	if m := unknownName.FindStringSubmatch(message); m != nil {
		return said{fmt.Sprintf("there is no %s %s", m[1], m[2]), "there is " + unquoted(m[3]), m[2]}
	}
	if m := noSuchColumn.FindStringSubmatch(message); m != nil {
		hint := ""
		if m[3] != "" {
			hint = "there is " + unquoted(m[3])
		}
		return said{fmt.Sprintf("%s has no column %s", m[1], m[2]), hint, m[2]}
	}
	if m := noMatch.FindStringSubmatch(message); m != nil {
		return said{"no function matches " + m[1], "it has " + candidates(m[1], m[2]), ""}
	}
	if strings.Contains(message, severalRows) {
		return said{"a subquery that stands for one value gives several rows", "", subqueryAsValue}
	}
	if m := unknownTable.FindStringSubmatch(message); m != nil {
		return said{fmt.Sprintf("there is no table %s", m[1]), hintFor(m[1], m[2]), m[1]}
	}
	if class := errorClass.FindString(message); class != "" {
		message = strings.ToLower(message[len(class):][:1]) + message[len(class):][1:]
	}
	return said{message: message}
}

// hintFor keeps of what the engine says of a name that it does not know what helps: another name only if it is nearly the same.
func hintFor(name, rest string) string {
	if m := otherKind.FindStringSubmatch(rest); m != nil {
		return "it has a " + strings.ToLower(m[1]) + " of this name"
	}
	if m := extension.FindStringSubmatch(rest); m != nil {
		return "its extension " + m[1] + " has it, and no extension is loaded"
	}
	if m := suggestion.FindStringSubmatch(rest); m != nil && isNear(name, m[1]) {
		return "it has " + m[1]
	}
	return ""
}

// isNear says whether two names are the same but for underscores, case and at most one letter at their end.
func isNear(a, b string) bool {
	bare := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
	a, b = bare(a), bare(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return strings.HasPrefix(b, a) && len(b)-len(a) <= 1
}

// candidates are the first of the functions that the engine lists for a call.
func candidates(call, list string) string {
	const most = 3
	name, _, _ := strings.Cut(call, "(")
	all := regexp.MustCompile(regexp.QuoteMeta(name)+`\((?:[^()]|\([^()]*\))*\)`).FindAllString(list, most+1)
	if len(all) > most {
		all[most] = "…"
	}
	return strings.Join(all, ", ")
}

func unquoted(list string) string { return strings.ReplaceAll(list, `"`, "") }

// doesNotParse is what the engine's parser says of a model.
func doesNotParse(m Model, err *sqltree.SyntaxError) *ModelError {
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
