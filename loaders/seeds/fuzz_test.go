package seeds

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzSeed reads any bytes: either an error of one line says why they are no seed, or each record is a row or is noted as left
// out, and each value is what the engine reads as its column's type.
func FuzzSeed(f *testing.F) {
	for _, content := range []string{
		"id,name\n1,Ann\n2,\"B\"\"ob\n\"\n", "\ufeffa;b\r\n1;2\r\n\r\n", "a,a,,\n1\n1,2,3,4,5\n", "n\n$1,234.5%\n-1e40\nnan\n-INF\n1_0\n", "n\n1e37\n12e-1\n",
		"t\ncaf\xe9\n", "a\n\"", "b\ntrue\nFALSE\nnull\n", "\x00", "a\r1\r", "d\n2024-1-31\n", "d\n2024-01-31 1:2:3\n", "a,A\n\"x\"y,z\"\n",
		"d\n2024-01-31T10:00:00Z\n20240131T10:20:30.123+01:30\n",
	} {
		f.Add([]byte(content), ",", "")
		f.Add([]byte(content), ";", "Numeric (5,2)")
	}
	f.Fuzz(func(t *testing.T, content []byte, delimiter, typ string) {
		s := Seed{Name: "raw", Shown: "raw.csv"}
		s.Delimiter, _ = utf8.DecodeRuneInString(delimiter)
		if typ != "" {
			s.ColumnTypes = map[string]string{"a": typ}
		}
		found := &problems{seed: s}
		text, err := textOf(content, found)
		var table *table
		if err == nil {
			table, err = survey(t.Context(), s, text, found)
		}
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n\x1b") {
				t.Errorf("got error %q, want one line", err)
			}
			return
		}
		for _, p := range found.list {
			if strings.ContainsAny(p.String(), "\r\n\x1b") || int64(len(p.First)) > max(p.Lines, 1) && p.Kind != Types {
				t.Errorf("got problem %q of %d lines, want one line", p, p.Lines)
			}
		}
		var rows int64
		if err := table.each(t.Context(), func(_ int, values []any) error {
			rows++
			for i, v := range values {
				if c := table.columns[i]; v != nil && c.said == "" && !fits(v.(string), c.typ) {
					t.Errorf("got %q in a column of %s", v, c.typ)
				}
			}
			return nil
		}); err != nil {
			t.Errorf("got error %v the second time", err)
		}
		if want := records(string(text), s.Delimiter); rows != table.rows || rows+found.dropped() != want {
			t.Errorf("got %d rows, then %d, and %d left out; want %d together", table.rows, rows, found.dropped(), want)
		}
	})
}

var digits = regexp.MustCompile(`^-?[0-9]{1,38}$`)

// fits reports whether the engine would take a text for a value of the type.
func fits(v, typ string) bool {
	var err error
	switch typ {
	case "INTEGER":
		_, err = strconv.ParseInt(v, 10, 32)
	case "BIGINT":
		_, err = strconv.ParseInt(v, 10, 64)
	case "DECIMAL(38,0)":
		return digits.MatchString(v)
	case "DOUBLE":
		_, err = strconv.ParseFloat(v, 64)
	case "DATE":
		_, err = time.Parse(dateFormat, v)
	case "TIMESTAMP":
		_, err = time.Parse(datetimeFormat, v)
	case "BOOLEAN":
		return v == "true" || v == "false"
	case "VARCHAR":
		return utf8.ValidString(v)
	default:
		return false
	}
	return err == nil
}

// records counts the records below the header in another way than the reader: a line end ends one unless it is within
// quotes, which begin at the start of a field.
func records(text string, delimiter rune) (n int64) {
	if delimiter == 0 {
		delimiter = ','
	}
	atStart, quoted := true, false
	for _, c := range text {
		switch {
		case quoted:
			quoted = c != '"'
			atStart = !quoted // a second quote opens it again
			continue
		case c == '"' && atStart:
			quoted = true
			continue
		case c == '\n':
			n++
		}
		atStart = c == delimiter || c == '\n'
	}
	if !strings.HasSuffix(text, "\n") {
		n++
	}
	return n - 1
}
