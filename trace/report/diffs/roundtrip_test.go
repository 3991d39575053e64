package diffs_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/diff"
)

// What is kept of a diff is its JSON, so nothing may get lost in it.
func TestADiffThatWasKeptIsTheOneThatWasFound(t *testing.T) {
	for name, d := range map[string]*diff.Diff{"rich": rich(), "reshaped": reshaped(), "same": same()} {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var got diff.Diff
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, &got); diff != "" {
			t.Errorf("%s: -found +kept:\n%s", name, diff)
		}
	}
}
