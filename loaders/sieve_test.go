package loaders

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
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
		err = siftNDJSON(strings.NewReader(text), &jsonType{}, reject)
	} else {
		err = siftCSV(strings.NewReader(text), usualForm, reject)
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
	wantText(t, err, "line 1: the header cannot be read")
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
			_, err := checkCSV(strings.NewReader(text), usualForm)
			if !csv {
				_, err = checkNDJSON(strings.NewReader(text), &jsonType{})
			}
			if !isFaults(err) {
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

func TestRejectsAreCountedListedAndRefusedUnlessAccepted(t *testing.T) {
	dir := inFolder(t, map[string]string{
		"in/a.csv": "id,at\n1,2024-01-01\nbad\n2,2024-01-02\n", "in/b.csv.gz": "id,at\n=cmd,1,2\n\x1b[31m,\x81\n3,2024-01-03\n", "c.ndjson": "{\"x\":1}\nnope\n",
	})
	specs := []string{"t=" + dir + "/in", "u=" + dir + "/c.ndjson"}
	_, err := frozenSnapshot(t, FreezeOptions{}, specs...)
	wantText(t, err, "4 lines cannot be read: a.csv line 3: 1 fields where the header has 2; b.csv.gz line 2: 3 fields where the header has 2; "+
		"b.csv.gz line 3: not UTF-8 text (see --encoding); and 1 more")
	var rejects *RejectsError
	if !errors.As(err, &rejects) || rejects.Lines != 4 {
		t.Errorf("got %#v, want an error about 4 lines", err)
	}

	s := mustFreeze(t, FreezeOptions{AcceptRejects: true}, specs...)
	list, err := os.ReadFile(filepath.Join(s.Dir, "rejects.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(bytes.NewReader(list)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"file", "line", "reason", "text"},
		{"a.csv", "3", "1 fields where the header has 2", "bad"},
		{"b.csv.gz", "2", "3 fields where the header has 2", "'=cmd,1,2"},
		{"b.csv.gz", "3", "not UTF-8 text (see --encoding)", `\x1b[31m,\x81`},
		{"c.ndjson", "2", "no JSON: invalid character 'o' in literal null (expecting 'u')", "nope"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejects.csv (-want +got):\n%s", diff)
	}
	m := s.Manifest
	if m.Rejects == nil || m.Rejects.Lines != 4 || m.Tables[0].Rows != 3 || m.Tables[0].Inputs[0].Rejected != 1 || m.Tables[0].Inputs[1].Rejected != 2 || m.Tables[1].Rows != 1 {
		t.Errorf("got the manifest %+v", m)
	}
	clean := mustFreeze(t, FreezeOptions{}, "t="+inFolder(t, map[string]string{"a.csv": "id,at\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03\n"}), "u="+inFolder(t, map[string]string{"c.ndjson": "{\"x\":1}\n"}))
	if s.Hash() != clean.Hash() {
		t.Errorf("the snapshot without the bad lines differs from one that never had them")
	}
	list[len(list)-3] ^= 1
	if err := os.WriteFile(filepath.Join(s.Dir, "rejects.csv"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	err = snapshots.TrustIn(t.TempDir(), Engine()).Again(context.Background(), s, func(context.Context) error { return nil })
	wantText(t, err, "rejects.csv: its content is not what the manifest says")
}
