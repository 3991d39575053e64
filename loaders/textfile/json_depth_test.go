package textfile

import (
	"fmt"
	"strings"
	"testing"
)

// jsonTree is an object of n objects, and so on, so deep.
func jsonTree(n, depth int) string {
	if depth == 0 {
		return "1"
	}
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"k%d":%s`, i, jsonTree(n, depth-1))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestTheTypeOfDeepOrWideJSONIsBounded(t *testing.T) {
	nested := func(open, value, end string, n int) string {
		return `{"a":` + strings.Repeat(open, n) + value + strings.Repeat(end, n) + "}"
	}
	for name, c := range map[string]struct {
		text, want string
	}{
		"lists at the limit":      {nested("[", "1", "]", maxLists), "BIGINT" + strings.Repeat("[]", maxLists)},
		"lists beyond it":         {nested("[", "1", "]", 40), "VARCHAR" + strings.Repeat("[]", maxLists)},
		"a list of lists twice":   {`{"a":[[1],[2]]}`, "BIGINT[][]"},
		"objects beyond a limit":  {nested(`{"b":`, "1", "}", 40), strings.Repeat("STRUCT(\"b\" ", 32) + "VARCHAR" + strings.Repeat(")", 32)},
		"lists in objects beyond": {nested(`[{"b":`, "1", "}]", 40), strings.Repeat("STRUCT(\"b\" ", maxLists) + "VARCHAR" + strings.Repeat(")[]", maxLists)},
	} {
		var root JsonType
		if err := root.merge([]byte(c.text)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := root.Fields["a"].SQL(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestATableOfTooManyFieldsKeepsItsObjectsAsText(t *testing.T) {
	var root JsonType
	for i := range 10 { // a key for each line: maps from data to data
		if err := root.merge(fmt.Appendf(nil, `{"m%d":%s}`, i, jsonTree(8, 3))); err != nil {
			t.Fatal(err)
		}
	}
	fields := 0
	var count func(t *JsonType)
	count = func(t *JsonType) {
		if !strings.HasPrefix(t.SQL(), "STRUCT") {
			return
		}
		for _, f := range t.Fields {
			fields++
			count(f)
		}
	}
	count(&root)
	if fields > maxFields+len(root.Keys) {
		t.Errorf("the table has %d fields, want at most %d", fields, maxFields+len(root.Keys))
	}
	if got := root.Fields["m0"].SQL(); !strings.HasPrefix(got, "STRUCT") {
		t.Errorf("what comes before the limit is %.40s, want a STRUCT", got)
	}
	if got := root.Fields["m9"].SQL(); got != "VARCHAR" {
		t.Errorf("what comes after the limit is %.40s, want VARCHAR", got)
	}
}
