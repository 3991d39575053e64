package dbt_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
	"funneltrace/trace"
)

// Each project has the ledgers that were counted by hand for it, as expected/ROOT.TO.csv.
func TestProjectsHaveTheLedgersThatWereCountedByHand(t *testing.T) {
	files, err := filepath.Glob("testdata/projects/*/expected/*.csv")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d ledgers, %v", len(files), err)
	}
	for _, file := range files {
		dir := filepath.Dir(filepath.Dir(file))
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		dot := strings.LastIndexByte(name, '.')
		root, to := name[:dot], name[dot+1:]
		t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
			t.Parallel()
			p, err := dbt.Open(dir, options())
			if err != nil {
				t.Fatal(err)
			}
			plan, conn, err := over(t, p, project.Wanted{Root: root, To: to})
			if err != nil {
				t.Fatal(err)
			}
			want, labels := readLedger(t, file)
			got := lines(ledgerOf(t, plan, conn), labels)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the ledger differs (-want +got):\n%s", diff)
			}
		})
	}
}

// readLedger reads a ledger that was written down by hand: its lines, and which of them say the predicate.
func readLedger(t *testing.T, file string) (out []string, predicates []bool) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] { // step,in,out,rows_out,kind,class,label,clicks,predicate
		out = append(out, line(r[0], r[1], r[2], r[3], r[4], r[5], r[7], r[8]))
		predicates = append(predicates, r[8] != "")
	}
	return out, predicates
}

func line(fields ...string) string { return strings.TrimRight(strings.Join(fields, " | "), " |") }

// lines are a ledger's, without the causes that dropped nothing, and with the predicates that the other one says.
func lines(l *trace.Ledger, predicates []bool) []string {
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	var out []string
	add := func(s trace.Step, kind, class, clicks, predicate string) {
		if i := len(out); i >= len(predicates) || !predicates[i] {
			predicate = ""
		}
		out = append(out, line(s.Name, n(s.In), n(s.Out), n(s.RowsOut), kind, class, clicks, predicate))
	}
	for _, s := range l.Steps {
		add(s, "kept", "", n(s.Out), "")
		for _, c := range s.Causes {
			if c.Clicks > 0 {
				add(s, string(c.Kind), string(c.Class), n(c.Clicks), c.Predicate)
			}
		}
	}
	return out
}
