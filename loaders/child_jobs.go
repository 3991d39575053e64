package loaders

// ScanMain is the child process of [Scan], [Import], [Freeze] and [ReadFiles]. The program, and every test binary that scans, must call it first
// thing when its first argument is [ScanCommand], and exit with what it returns. There are no further arguments.
func ScanMain([]string) int {
	return childMain(map[string]childJob{"scan": scanJob, "freeze": freezeJobs, "read": readFilesJob})
}
