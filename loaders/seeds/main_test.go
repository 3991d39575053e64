package seeds_test

import (
	"os"
	"testing"

	"funneltrace/loaders"
	"funneltrace/loaders/child"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child.Command {
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	os.Exit(m.Run())
}
