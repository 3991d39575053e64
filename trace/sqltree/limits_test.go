package sqltree

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// tree reads a tree that is written as JSON.
func tree(t *testing.T, text string) Node {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var n map[string]any
	if err := d.Decode(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAQueryThatIsTooLargeToPlanIsAnErrorAtItsPlace(t *testing.T) {
	const one = `{"class":"CONSTANT","type":"VALUE_CONSTANT"}`
	many := func(n int, item string) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	for name, c := range map[string]struct {
		text, want string
	}{
		"an OR":       {`{"where_clause":{"class":"CONJUNCTION","type":"CONJUNCTION_OR","query_location":7,"children":[` + many(maxBranches+1, one) + `]}}`, "an AND or OR of 5001 conditions"},
		"a list":      {`{"where_clause":{"class":"OPERATOR","type":"COMPARE_NOT_IN","children":[` + many(maxNodes, one) + `]}}`, "more than 100000 expressions"},
		"a sum":       {strings.Repeat(`{"class":"FUNCTION","type":"FUNCTION","children":[`, maxDepth+2) + strings.Repeat("]}", maxDepth+2), "nested deeper than 400"},
		"joins":       {strings.Repeat(`{"type":"JOIN","left":`, maxJoins+1) + one + strings.Repeat("}", maxJoins+1), "more than 150 joins"},
		"subqueries":  {`{"from":[` + many(maxTables+1, `{"type":"SUBQUERY"}`) + `]}`, "more than 500 tables"},
		"many a WITH": {`{"type":"SELECT_NODE","cte_map":{"map":[` + many(maxCTEs+1, `{"key":"a"}`) + `]}}`, "more than 500 parts in WITH"},
	} {
		err := checkSize(tree(t, c.text))
		syntax, ok := errors.AsType[*SyntaxError](err)
		if !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
			continue
		}
		if name == "an OR" && syntax.Position != 7 {
			t.Errorf("%s: it is at %d, want 7", name, syntax.Position)
		}
	}
}

func TestAQueryAtTheLimitsIsRead(t *testing.T) {
	const one = `{"class":"CONSTANT","type":"VALUE_CONSTANT"}`
	text := `{"where_clause":{"class":"CONJUNCTION","type":"CONJUNCTION_OR","children":[` + strings.TrimSuffix(strings.Repeat(one+",", maxBranches), ",") + `]}}`
	if err := checkSize(tree(t, text)); err != nil {
		t.Error(err)
	}
	if err := checkText(strings.Repeat("x", maxText)); err != nil {
		t.Error(err)
	}
	if err := checkText(strings.Repeat("x", maxText+1)); err == nil || !strings.Contains(err.Error(), "2049 KiB, at most 2048 KiB") {
		t.Errorf("a text over the limit: %v", err)
	}
}
