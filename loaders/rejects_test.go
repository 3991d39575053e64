package loaders

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/freeze"
	"funneltrace/snapshots"
)

func TestRejectsAreCountedListedAndRefusedUnlessAccepted(t *testing.T) {
	dir := inFolder(t, map[string]string{
		"in/a.csv": "id,at\n1,2024-01-01\nbad\n2,2024-01-02\n", "in/b.csv.gz": "id,at\n=cmd,1,2\n\x1b[31m,\x81\n3,2024-01-03\n", "c.ndjson": "{\"x\":1}\nnope\n",
	})
	specs := []string{"t=" + dir + "/in", "u=" + dir + "/c.ndjson"}
	_, err := frozenSnapshot(t, freeze.Options{}, specs...)
	wantText(t, err, "4 lines cannot be read: a.csv line 3: 1 fields where the header has 2; b.csv.gz line 2: 3 fields where the header has 2; "+
		"b.csv.gz line 3: not UTF-8 text (see --encoding); and 1 more")
	var rejects *freeze.RejectsError
	if !errors.As(err, &rejects) || rejects.Lines != 4 {
		t.Errorf("got %#v, want an error about 4 lines", err)
	}

	s := mustFreeze(t, freeze.Options{AcceptRejects: true}, specs...)
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
	clean := mustFreeze(t, freeze.Options{}, "t="+inFolder(t, map[string]string{"a.csv": "id,at\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03\n"}), "u="+inFolder(t, map[string]string{"c.ndjson": "{\"x\":1}\n"}))
	if s.Hash() != clean.Hash() {
		t.Errorf("the snapshot without the bad lines differs from one that never had them")
	}
	list[len(list)-3] ^= 1
	if err := os.WriteFile(filepath.Join(s.Dir, "rejects.csv"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	err = snapshots.TrustIn(t.TempDir(), engine.Engine()).Again(context.Background(), s, func(context.Context) error { return nil })
	wantText(t, err, "rejects.csv: its content is not what the manifest says")
}
