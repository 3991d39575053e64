package loaders

import (
	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/freeze"
)

// ScanMain is the child process of [attach.Scan], [attach.Import], [freeze.Into] and [freeze.ReadFiles]. The program, and every test
// binary that scans, must call it first thing when its first argument is [child.Command], and exit with what it returns. There are no
// further arguments.
func ScanMain([]string) int {
	return child.Main(map[string]child.Job{"scan": attach.ScanJob, "freeze": freeze.FreezeJob, "read": freeze.ReadFilesJob})
}
