package textfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBareNumbersAreNumbersAndAreCounted(t *testing.T) {
	root := &JsonType{}
	shape, err := CheckNDJSON(strings.NewReader(`{"id":1,"v":1,"s":{"x":NaN},"l":[1,NaN],"t":"NaN, \"Infinity"}
{"id":2,"v": NaN ,"s":{"x":1},"l":[-Infinity],"t":"x"}
{"id":3,"v":Infinity,"s":null,"l":[],"t":"\\"}
`), root)
	if err != nil {
		t.Fatal(err)
	}
	if shape.Rows != 3 || root.Bare != 5 {
		t.Errorf("got %d rows and %d bare numbers, want 3 and 5", shape.Rows, root.Bare)
	}
	if diff := cmp.Diff("STRUCT(\"id\" BIGINT, \"v\" DOUBLE, \"s\" STRUCT(\"x\" DOUBLE), \"l\" DOUBLE[], \"t\" VARCHAR)", root.SQL()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := BareNote(root.Bare); !strings.Contains(got, "5 values are a bare NaN") || BareNote(0) != "" {
		t.Errorf("got %q", got)
	}
}

func TestWhatOnlyLooksLikeABareNumberIsRefused(t *testing.T) {
	for _, line := range []string{
		`{"v":1NaN}`, `{"v":NaNx}`, `{"v":-NaN}`, `{"v":+Infinity}`, `{NaN:1}`, `{"a":1, NaN:1}`, `{"v":inf}`, `{"v":nan}`, `{"v":NaN NaN}`, `NaN`, `{"v":--Infinity}`, `{"v":1 Infinity}`, `{"v":NaN,"w":x}`, `{"v":NaN,"w":"`,
	} {
		if _, err := CheckNDJSON(strings.NewReader(line+"\n"), &JsonType{}); err == nil {
			t.Errorf("%s was taken for JSON", line)
		}
	}
	_, err := CheckNDJSON(strings.NewReader(`{"v":NaN,"w":x}`), &JsonType{})
	if err == nil || !strings.Contains(err.Error(), "'x'") {
		t.Errorf("got %v, want the character that is wrong, not the bare number", err)
	}
}
