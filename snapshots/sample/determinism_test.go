package sample_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	sameEverywhere(t, sample.Options{Scale: 0.1}, "b0b039af42f41f68ddbb81c65b947c0e3643181acfd6e73020a94ff530b58618")
}

// sameEverywhere makes the snapshot with one thread and with seven, and compares them with the one that was made with as many as the
// machine has.
func sameEverywhere(t *testing.T, o sample.Options, want string) {
	t.Helper()
	got := map[string]string{"1 thread": write(t, 1, o).Hash(), "7 threads": write(t, 7, o).Hash(), "a thread for each CPU": borrow(t, o).Hash()}
	for with, hash := range got {
		if hash != want {
			t.Errorf("%s, %s: got manifest hash %s, want %s; a new recipe needs a new look at the README's figures", o.Name(), with, hash, want)
		}
	}
}
