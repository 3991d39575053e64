package engine

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	duckdb "github.com/duckdb/duckdb-go/v2"

	sqlengine "funneltrace/trace/engine"
)

// Damaged says that a file cannot be read, in one line and without the engine's framing.
func Damaged(file string, err error) error {
	if err := NoRoom(Plain(err)); saysRoom(err) {
		return fmt.Errorf("file %s: cannot be read: %w", file, err)
	}
	if err := Plain(err); unsupported.MatchString(err.Error()) {
		return fmt.Errorf("file %s: cannot be read: %w; it may be whole: write it again as the engine reads it", file, err)
	}
	return fmt.Errorf("file %s: cannot be read: %w; the file is damaged, fetch it again", file, Plain(err))
}

// What the engine says of files that are whole and of a kind that it does not know: a codec, an encoding, a type.
var unsupported = regexp.MustCompile(`(?i)^(unsupported|not implemented|unrecognized)|\bnot (yet )?(supported|implemented)\b`)

// The engine names the file by its whole path, in one of several ways; the caller has named it already.
var filePrefix = regexp.MustCompile(`(?i)^failed to read file "[^"]*": |\s*(?:in|of|for|at end of) (?:parquet )?file ["'][^"']*["']`)

// Plain reduces an engine error to its first line, without the kind of exception and the file's path.
// Other errors, a cancelled context among them, stay what they are.
func Plain(err error) error {
	var from *duckdb.Error
	if !errors.As(err, &from) {
		return err
	}
	line, _, _ := strings.Cut(from.Msg, "\n")
	if kind, rest, ok := strings.Cut(line, "Error: "); ok && !strings.Contains(kind, ": ") {
		line = rest
	}
	line = filePrefix.ReplaceAllString(line, "")
	line = strings.TrimRight(strings.TrimSpace(line), ".!")
	return &engineError{Visible(line), err}
}

// NotBound is what is wrong with SQL that a person wrote, with what the engine has instead.
func NotBound(err error) error {
	var from *duckdb.Error
	if !errors.As(err, &from) {
		return err
	}
	message, _, _ := sqlengine.SplitMessage(from.Msg)
	said := sqlengine.InWords(message)
	if said.Hint != "" {
		said.Text += " (" + said.Hint + ")"
	}
	return &engineError{Visible(said.Text), err}
}

// Visible cuts a text that may quote foreign bytes to a bearable length and shows its control characters as escapes.
func Visible(s string) string {
	const limit = 200
	var b strings.Builder
	for i, r := range []rune(s) {
		switch {
		case i == limit:
			return b.String() + "…"
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// engineError is an engine's error in words for people.
type engineError struct {
	line string
	err  error
}

func (e *engineError) Error() string { return e.line }

func (e *engineError) Unwrap() error { return e.err }

// InWords words an error of the engine that nobody has put words around.
func InWords(err error) error {
	var engine *duckdb.Error
	if errors.As(err, &engine) && engine.Error() == err.Error() {
		return Plain(err)
	}
	return err
}
