package sample_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

// golden are hashes of every value of each table in its place. They change only when the recipe does; then planted
// fates, calibration and the README's figures have to be looked at again.
var golden = map[string]string{
	"creators_sheet": "3618985569736524686838",
	"planted":        "24908868959524614677002772",
	"rebrandly_raw":  "24910216156649028397351478",
}

func dataHashes(t *testing.T, dir string) map[string]string {
	conn := connect(t, 2)
	got := map[string]string{}
	for table := range golden {
		got[table] = rows(t, conn, `SELECT sum(hash(t))::VARCHAR FROM read_parquet('`+filepath.Join(dir, table+".parquet")+`', file_row_number = true) AS t`)[0][0]
	}
	return got
}

func TestTheDataAreTheSameEverywhere(t *testing.T) {
	if diff := cmp.Diff(golden, dataHashes(t, whole)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestThreadsDoNotChangeAByte(t *testing.T) {
	var hashes []string
	for _, threads := range []int{1, 2, 7} {
		dir := filepath.Join(t.TempDir(), sample.Name(sample.Rebrandly))
		if err := (sample.Options{Scale: 0.1}).Write(t.Context(), connect(t, threads), dir, nil); err != nil {
			t.Fatal(err)
		}
		s, err := snapshots.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, s.Hash())
	}
	if hashes[0] != hashes[1] || hashes[0] != hashes[2] {
		t.Errorf("got manifest hashes %s with 1, 2 and 7 threads, want the same", strings.Join(hashes, ", "))
	}
}
