package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

// The analyst whose chain is built in has it in BigQuery's SQL, in testdata/creators_bigquery.
func TestTheCreatorsChainInBigQuerysSQLHasTheSameLedgerToTheRow(t *testing.T) {
	if testing.Short() {
		t.Skip("traces a quarter of a million clicks twice")
	}
	o := sample.Options{Scale: 0.1}
	folder, err := sampletest.Folder(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	ledger := func(chain string) (lines [][]string) {
		cmd := exec.CommandContext(t.Context(), "trace", "--chain", chain, "--snapshot", filepath.Join(folder, o.Name()), "--csv")
		cmd.Env = append(os.Environ(), "TRACE_CACHE="+cache)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", chain, err, complaints.String())
		}
		all, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"cause", "label", "predicate"} { // which are said in the words of each
			at := slices.Index(all[0], name)
			for i := range all {
				all[i] = slices.Delete(all[i], at, at+1)
			}
		}
		return all
	}
	if diff := cmp.Diff(ledger("creators"), ledger("testdata/creators_bigquery")); diff != "" {
		t.Errorf("the ledger of the chain in BigQuery's SQL differs from the built-in one:\n%s", diff)
	}
}
