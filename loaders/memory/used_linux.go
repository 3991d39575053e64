package memory

import (
	"bytes"
	"os"
	"strconv"
)

// used is how much memory the process has of its own, without the files that it maps.
func used() (bytes int64, known bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	pages := numbers(text)
	if len(pages) < 3 {
		return 0, false
	}
	const resident, shared = 1, 2
	return (pages[resident] - pages[shared]) * int64(os.Getpagesize()), true
}

// machine is how much memory there is for this process: that of the machine, or of the container if it may have less.
func machine() int64 {
	text, err := os.ReadFile("/proc/meminfo") // its first line is MemTotal, in KiB
	if err != nil {
		return 0
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	found := numbers(line)
	if len(found) == 0 {
		return 0
	}
	all := found[0] << 10
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(file); err == nil {
			if found := numbers(text); len(found) > 0 && found[0] > 0 { // else it is "max"
				all = min(all, found[0])
			}
		}
	}
	return all
}

// numbers are the words of a text that are numbers.
func numbers(text []byte) []int64 {
	var out []int64
	for _, word := range bytes.Fields(text) {
		if n, err := strconv.ParseInt(string(word), 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}
