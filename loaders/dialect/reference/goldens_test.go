package reference

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is recorded is what the reference says today.
//
//	cp -r oracle /tmp/oracle && (cd /tmp/oracle && npm install)
//	go test ./loaders/dialect/reference -run Goldens -oracle /tmp/oracle
func TestGoldensAreWhatTheReferenceSays(t *testing.T) {
	if *oracle == "" {
		t.Skip("no -oracle")
	}
	ask := startOracle(t)
	for _, want := range readCases(t) {
		if want.byHand {
			continue
		}
		got := ask(recorded{ID: want.ID, SQL: want.SQL})
		if (got.Error == "") != (want.Error == "") {
			t.Errorf("%s: %s\n\tthe reference says %q, recorded is %q", want.ID, want.SQL, got.Error, want.Error)
			continue
		}
		if diff := cmp.Diff(wantRows(want), wantRows(got)); diff != "" {
			t.Errorf("%s: %s\n\t(-recorded +reference):\n%s", want.ID, want.SQL, diff)
		}
	}
}
