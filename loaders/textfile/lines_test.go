package textfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"funneltrace/loaders/csvform"
)

// FuzzCSV compares the strict reading with the standard library's, which is laxer: what we accept, it must read alike.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\",\"b\"\r\n\"x\r\ny\",\"q\"\"q\"\r\n", "a\n\n\n", "a,b\n\"", "\ufeffa\n1", "a\r\n1\r\n\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		plain, _, err := csvform.Decode(bytes.NewReader(text), "utf-8")
		if err != nil {
			t.Fatal(err)
		}
		shape, err := CheckCSV(plain, usualForm)
		if err != nil {
			return
		}
		want, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte(utf8Mark)))).ReadAll()
		if err != nil {
			t.Fatalf("accepted, and the standard library says %v", err)
		}
		if int64(len(want)-1) != shape.Rows {
			t.Errorf("%d rows, the standard library reads %d", shape.Rows, len(want)-1)
		}
		// The library folds line ends within quotes.
		got := strings.ReplaceAll(strings.Join(shape.Header, "\x00"), "\r\n", "\n")
		if got != strings.Join(want[0], "\x00") {
			t.Errorf("header %q, the standard library reads %q", shape.Header, want[0])
		}
	})
}

func FuzzNDJSON(f *testing.F) {
	for _, s := range []string{`{"a":1}` + "\n" + `{"b":[{"c":null},-1.5e3,"\""]}`, `{"a":{"b":{"c":[[]]}}}`, "{}\n\n", `{"a" : [ ] , "b":true}`, "[", `{"":1}`, "\v{}", "\u00a0{}", `{"a":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root := &JsonType{}
		shape, err := CheckNDJSON(bytes.NewReader(text), root)
		if err != nil {
			return
		}
		var rows int64
		for d := json.NewDecoder(bytes.NewReader(text)); ; rows++ {
			var object map[string]json.RawMessage
			if err := d.Decode(&object); err != nil {
				break
			}
			for key := range object {
				if root.Fields[key] == nil {
					t.Errorf("the key %q has no type", key)
				}
			}
		}
		if rows != shape.Rows {
			t.Errorf("%d rows, the standard library reads %d", shape.Rows, rows)
		}
		_ = root.columns()
	})
}
