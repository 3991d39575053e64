package engine

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// IsEnvironment says whether the message is about the machine or the engine, not about the SQL that was run.
func IsEnvironment(message string) bool {
	for _, kind := range []string{"Out of Memory", "IO", "INTERRUPT", "FATAL", "INTERNAL", "Connection", "TransactionContext"} {
		if strings.HasPrefix(message, kind+" Error: ") {
			return true
		}
	}
	return false
}

// SplitMessage splits DuckDB's message from the lines that point at the SQL: at is the text that they point at, in a line that
// counts from 1; 0 if they point at nothing.
func SplitMessage(text string) (message, at string, line int) {
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
	return OneLine(strings.Join(lines, " ")), at, line
}

// severalRows is what the engine says of a subquery that should give one row; how to have it pick one at random, it says too.
const severalRows = "More than one row returned by a subquery used as an expression"

// SubqueryAsValue stands for the name of a subquery that has none.
const SubqueryAsValue = "(SELECT"

// Message is an engine's message for the model's author.
type Message struct {
	Text string
	Hint string
	Name string // of what the engine does not know
}

var (
	unknownThing = regexp.MustCompile(`^Catalog Error: (Scalar Function|Aggregate Function|Table Function|Macro Function|Table Macro Function|Type|Collation) with name "?([^"\s]+)"? (?:does not exist!|is not in the catalog)(.*)$`)
	suggestion   = regexp.MustCompile(`Did you mean "([^"]+)"\?`)
	extension    = regexp.MustCompile(`exists in the (\S+) extension`)
	otherKind    = regexp.MustCompile(`of a different type, namely (.+)$`)
	unknownName  = regexp.MustCompile(`^Binder Error: Referenced (column|table) "(.+?)" not found.*?Candidate (?:bindings|tables):+ (.*)$`)
	noSuchColumn = regexp.MustCompile(`^Binder Error: Table "(.+?)" does not have a column named "(.+?)"(?: Candidate bindings:[: ]+(.*))?$`)
	noSuchField  = regexp.MustCompile(`^Binder Error: Could not find key "(.+?)" in struct(?: Candidate Entries: (.*))?$`)
	noMatch      = regexp.MustCompile(`^Binder Error: No function matches the given name and argument types '(.+?)'\..*?Candidate functions: (.*)$`)
	unknownTable = regexp.MustCompile(`^Catalog Error: Table with name (\S+) does not exist!(.*)$`)
	errorClass   = regexp.MustCompile(`^[A-Z][A-Za-z ]* Error: `)
)

// InWords names what the engine does not know, as a warehouse of another dialect may, and keeps the engine's own hint where it
// helps. A message that it does not know stays as it is, less the class of error.
func InWords(message string) Message {
	if m := unknownThing.FindStringSubmatch(message); m != nil {
		what := strings.ToLower(m[1])
		if what == "scalar function" || what == "aggregate function" || what == "macro function" {
			what = "function" // an unknown one is of no kind
		}
		return Message{fmt.Sprintf("%s %s is unknown in DuckDB", what, m[2]), hintFor(m[2], m[3]), m[2]}
	}
	if m := unknownName.FindStringSubmatch(message); m != nil {
		return Message{fmt.Sprintf("there is no %s %s", m[1], m[2]), "there is " + unquoted(m[3]), m[2]}
	}
	if m := noSuchColumn.FindStringSubmatch(message); m != nil {
		hint := ""
		if m[3] != "" {
			hint = "there is " + unquoted(m[3])
		}
		return Message{fmt.Sprintf("%s has no column %s", m[1], m[2]), hint, m[2]}
	}
	if m := noSuchField.FindStringSubmatch(message); m != nil {
		hint := ""
		if m[2] != "" {
			hint = "there is " + unquoted(m[2])
		}
		return Message{"the struct has no field " + m[1], hint, m[1]}
	}
	if m := noMatch.FindStringSubmatch(message); m != nil {
		return Message{"no function matches " + m[1], "it has " + candidates(m[1], m[2]), ""}
	}
	if strings.Contains(message, severalRows) {
		return Message{"a subquery that stands for one value gives several rows", "", SubqueryAsValue}
	}
	if m := unknownTable.FindStringSubmatch(message); m != nil {
		return Message{fmt.Sprintf("there is no table %s", m[1]), hintFor(m[1], m[2]), m[1]}
	}
	if class := errorClass.FindString(message); class != "" {
		message = strings.ToLower(message[len(class):][:1]) + message[len(class):][1:]
	}
	return Message{Text: message}
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
