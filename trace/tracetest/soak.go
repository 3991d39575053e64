package tracetest

import (
	"os"
	"strconv"
	"testing"
)

// Soak is how many times as long as usual a random test is to be: what the environment's TRACE_SOAK says, or 1.
func Soak(t testing.TB) int {
	t.Helper()
	text := os.Getenv("TRACE_SOAK")
	if text == "" {
		return 1
	}
	times, err := strconv.Atoi(text)
	if err != nil || times < 1 {
		t.Fatalf("TRACE_SOAK=%s: a number of times is wanted", text)
	}
	return times
}
