package textfile

import (
	"testing"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots"
)

func TestTotalsAreToldFromRows(t *testing.T) {
	form := csvform.Form{Reading: snapshots.UsualReading}
	for line, want := range map[string]bool{
		",2238,1241,0.55,322.5,Grand total": true, ",,Grand total,123": true, "Grand total": true, "x,GRAND TOTAL:,y": true,
		"Total,5,6": true, "total": true, ",\"1,204\",Total": true, "Totals:,66%,$ 1.5,": true, "Summe;": false, "Summe,1": true,
		"1,total,5": false, "total,x": false, "2024-01-01,total,5": false, "q,Total,4": false, "totally,5": false, "a,1,Grand totals of war": false, "\"Total,5": false, ",,5": false, "": false,
	} {
		if got := isTotal([]byte(line), form); got != want {
			t.Errorf("%s: got %v", line, got)
		}
	}
}
