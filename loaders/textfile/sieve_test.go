package textfile

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots"
)

// usualForm is CSV as RFC 4180 has it.
var usualForm = csvform.Form{Reading: snapshots.UsualReading}

// sifted returns the bad lines of a text, as "number: reason", and the text without them.
func sifted(f snapshots.Format, text string) (bad []string, rest string, err error) {
	lines := map[int]bool{}
	reject := func(n int, reason string, _ []byte) {
		lines[n] = true
		bad = append(bad, fmt.Sprintf("%d: %s", n, reason))
	}
	if f == snapshots.NDJSON {
		err = SiftNDJSON(strings.NewReader(text), &JsonType{}, reject)
	} else {
		err = SiftCSV(strings.NewReader(text), usualForm, reject)
	}
	var b strings.Builder
	_ = eachLine(strings.NewReader(text), func(n int, line []byte, end string) { // the same text again
		if !lines[n] {
			b.WriteString(string(line) + end)
		}
	})
	return bad, b.String(), err
}

func TestEachBadLineIsRejectedAndNoOther(t *testing.T) {
	for _, test := range []struct {
		name   string
		format snapshots.Format
		text   string
		bad    []string
		rest   string
	}{
		{"none", snapshots.CSV, "a,b\n1,2\n\"x\ny\",3\n\n", nil, "a,b\n1,2\n\"x\ny\",3\n\n"},
		{"too few and too many fields", snapshots.CSV, "a,b\n1\n1,2,3\n1,2\n",
			[]string{"2: 1 fields where the header has 2", "3: 3 fields where the header has 2"}, "a,b\n1,2\n"},
		{"blank lines between", snapshots.CSV, "a\n\n\n1\n\n", []string{"2: a blank line", "3: a blank line"}, "a\n1\n\n"},
		{"a quote that is never closed costs its line only", snapshots.CSV, "a,b\n1,2\n3,\"open\n4,5\n6,7\n",
			[]string{"3: a quote is opened and never closed"}, "a,b\n1,2\n4,5\n6,7\n"},
		{"a quote that the next one closes", snapshots.CSV, "a,b\n1,\"open\n2,3\n4,\"x\ny\"\n5,6\n",
			[]string{"2: text after a closing quote"}, "a,b\n2,3\n4,\"x\ny\"\n5,6\n"},
		{"other line ends", snapshots.CSV, "a\n1\r\n2\n", []string{`2: its line end is "\r\n", that of the lines before is "\n"`}, "a\n2\n"},
		{"no text", snapshots.CSV, "a\n\xff\n\x00\n2\n", []string{"2: not UTF-8 text (see --encoding)", "3: a NUL byte"}, "a\n2\n"},
		{"json", snapshots.NDJSON, "{\"a\":1}\n{\"a\":\n\n[1]\n{\"A\":2,\"A\":3}\n{\"a\":2}\n\n",
			[]string{"2: no JSON: unexpected end of JSON input", "3: a blank line", "4: no JSON object", `5: the key "A" is there twice`}, "{\"a\":1}\n{\"a\":2}\n\n"},
	} {
		bad, rest, err := sifted(test.format, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.bad, bad); diff != "" {
			t.Errorf("%s: bad lines (-want +got):\n%s", test.name, diff)
		}
		if rest != test.rest {
			t.Errorf("%s: got the rest %q, want %q", test.name, rest, test.rest)
		}
	}
	_, _, err := sifted(snapshots.CSV, "a,\"b\n1,2\n")
	if err == nil || !strings.Contains(err.Error(), "line 1: the header cannot be read") {
		t.Errorf("got %v, want that the header cannot be read", err)
	}
}

// TestWhatIsLeftOfGarbageCanBeRead is the contract of the two readers: what the sieve leaves, the strict check takes, and
// where it finds nothing, the check finds nothing.
func TestWhatIsLeftOfGarbageCanBeRead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	bits := []string{"1", ",", "\"", "\n", "\n", "\r\n", "x", "\xff", "\"\"", "1,2\n", "\"a\nb\",2\n", "{}\n", "{\"a\":1}\n", "{\"a\":", "}", "\x00", "[", "{\"A\":{}}\n"}
	for range 600 {
		var b strings.Builder
		csv := r.IntN(2) == 0
		if csv {
			b.WriteString("a,b\n")
		}
		for range r.IntN(12) {
			b.WriteString(bits[r.IntN(len(bits))])
		}
		text := b.String()
		check := func(text string) error {
			_, err := CheckCSV(strings.NewReader(text), usualForm)
			if !csv {
				_, err = CheckNDJSON(strings.NewReader(text), &JsonType{})
			}
			if !IsFaults(err) {
				return nil // the whole file, such as an empty one
			}
			return err
		}
		format := snapshots.NDJSON
		if csv {
			format = snapshots.CSV
		}
		bad, rest, err := sifted(format, text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if err := check(rest); err != nil {
			t.Fatalf("%q: what is left, %q, cannot be read: %v", text, rest, err)
		}
		if strict := check(text); (strict == nil) != (len(bad) == 0) {
			t.Fatalf("%q: the sieve finds %q, the check %v", text, bad, strict)
		}
	}
}
