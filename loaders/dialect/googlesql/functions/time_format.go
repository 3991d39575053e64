package functions

import (
	"fmt"
	"strings"
)

// formatMoment writes a moment by a constant format.
func formatMoment(kind string) func([]Arg) (string, error) {
	return func(a []Arg) (string, error) {
		text, err := constant(a[0], "the format")
		if err != nil {
			return "", err
		}
		c, err := civilAt(a[1:], kind)
		if err != nil {
			return "", err
		}
		elements, err := elementsOf(text)
		if err != nil {
			return "", err
		}
		f := formatter{kind: kind, civil: c, inUTC: len(a) == 2}
		for _, e := range elements {
			if err := f.add(e); err != nil {
				return "", err
			}
		}
		f.flush()
		switch len(f.pieces) {
		case 0:
			return "CASE WHEN (" + c + ") IS NOT NULL THEN '' END", nil
		case 1:
			return f.pieces[0], nil
		}
		return "(" + strings.Join(f.pieces, " || ") + ")", nil
	}
}

// elementsOf takes a format apart: %Y, %E3S, and texts.
func elementsOf(format string) (out []string, err error) {
	for format != "" {
		i := strings.IndexByte(format, '%')
		switch {
		case i < 0:
			return append(out, format), nil
		case i > 0:
			out, format = append(out, format[:i]), format[i:]
			continue
		}
		n := 2
		if strings.HasPrefix(format, "%E") {
			if n = strings.IndexAny(format, "SYz") + 1; n > 4 {
				n = 0
			}
		}
		if n == 0 || len(format) < n {
			return nil, fmt.Errorf("the format ends in the middle of an element: %s", format)
		}
		out, format = append(out, format[:n]), format[n:]
	}
	return out, nil
}

// formatter collects pieces: what the engine's strftime writes, and what it has no element for.
type formatter struct {
	kind, civil string
	inUTC       bool
	run         strings.Builder // of strftime
	pieces      []string
}

func (f *formatter) flush() {
	if f.run.Len() > 0 {
		written := fmt.Sprintf("strftime(%s, %s)", f.civil, quote(f.run.String()))
		if strings.ContainsAny(strings.ReplaceAll(f.run.String(), "%%", ""), "YG") {
			written = call("bq_strftime", plain(f.civil), plain(quote(f.run.String())))
		}
		f.pieces = append(f.pieces, written)
		f.run.Reset()
	}
}

func (f *formatter) piece(format string) {
	f.flush()
	f.pieces = append(f.pieces, fmt.Sprintf(format, f.civil))
}

// sameElements are those that the engine has as they are, or as several of its own.
var sameElements = map[string]string{"%A": "%A", "%a": "%a", "%B": "%B", "%b": "%b", "%h": "%b", "%D": "%m/%d/%y", "%x": "%m/%d/%y", "%d": "%d", "%F": "%Y-%m-%d",
	"%G": "%G", "%H": "%H", "%I": "%I", "%j": "%j", "%M": "%M", "%m": "%m", "%n": "\n", "%p": "%p", "%R": "%H:%M", "%S": "%S", "%T": "%H:%M:%S", "%X": "%H:%M:%S", "%t": "\t",
	"%U": "%U", "%u": "%u", "%V": "%V", "%W": "%W", "%w": "%w", "%Y": "%Y", "%E4Y": "%Y", "%y": "%y", "%%": "%%", "%E6S": "%S.%f", "%E3S": "%S.%g", "%E0S": "%S"}

var ownElements = map[string]string{
	"%C":   "lpad(CAST(year(%[1]s) // 100 AS VARCHAR), 2, '0')",
	"%e":   "lpad(CAST(day(%[1]s) AS VARCHAR), 2, ' ')",
	"%g":   "lpad(CAST(isoyear(%[1]s) %% 100 AS VARCHAR), 2, '0')",
	"%k":   "lpad(CAST(hour(%[1]s) AS VARCHAR), 2, ' ')",
	"%l":   "lpad(CAST((hour(%[1]s) + 11) %% 12 + 1 AS VARCHAR), 2, ' ')",
	"%P":   "lower(strftime(%[1]s, '%%p'))",
	"%Q":   "CAST(quarter(%[1]s) AS VARCHAR)",
	"%s":   "CAST(epoch_us(date_trunc('second', %[1]s)) // 1000000 AS VARCHAR)",
	"%E*S": `regexp_replace(strftime(%[1]s, '%%S.%%f'), '\.?0+$', '')`,
	"%E1S": "substr(strftime(%[1]s, '%%S.%%f'), 1, 4)",
	"%E2S": "substr(strftime(%[1]s, '%%S.%%f'), 1, 5)",
	"%E4S": "substr(strftime(%[1]s, '%%S.%%f'), 1, 7)",
	"%E5S": "substr(strftime(%[1]s, '%%S.%%f'), 1, 8)",
}

const (
	clockElements = "%H %I %M %p %R %S %T %X %k %l %P %E*S %E0S %E1S %E2S %E3S %E4S %E5S %E6S %s %z %Ez %Z %c"
	dateElements  = "%A %a %B %b %h %D %x %d %F %G %j %m %U %u %V %W %w %Y %E4Y %y %C %e %g %Q %c %s %z %Ez %Z"
)

func has(words, word string) bool { return strings.Contains(" "+words+" ", " "+word+" ") }

func (f *formatter) add(e string) error {
	switch {
	case f.kind == "DATE" && has(clockElements, e), f.kind == "TIME" && has(dateElements, e), f.kind == "DATETIME" && has("%s %z %Ez %Z", e):
		return fmt.Errorf("the format element %s is none of a %s", e, f.kind)
	case e[0] != '%':
		f.run.WriteString(e)
	case sameElements[e] != "":
		f.run.WriteString(sameElements[e])
	case ownElements[e] != "" && (e != "%s" || f.inUTC):
		f.piece(ownElements[e])
	case e == "%c":
		for _, e := range []string{"%a", " ", "%b", " ", "%e", " ", "%T", " ", "%Y"} {
			if err := f.add(e); err != nil {
				return err
			}
		}
	case has("%z %Ez %Z", e) && f.inUTC:
		f.run.WriteString(map[string]string{"%z": "+0000", "%Ez": "+00:00", "%Z": "UTC"}[e])
	default:
		return fmt.Errorf("the format element %s is not understood", e)
	}
	return nil
}
