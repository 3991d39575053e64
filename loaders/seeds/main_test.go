package seeds_test

import (
	"os"
	"testing"

	"funneltrace/loaders"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == loaders.ScanCommand {
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	os.Exit(m.Run())
}
