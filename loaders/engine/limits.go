package engine

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"funneltrace/loaders/memory"
)

// UsageError is an option that cannot be used as it was given. The program exits with 2.
type UsageError struct{ msg string }

func (e *UsageError) Error() string { return e.msg }

// Usagef makes a [*UsageError].
func Usagef(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

const (
	maxThreads = 512      // DuckDB takes a minute to start a hundred thousand
	minMemory  = 64 << 20 // below this nothing runs
)

// Settings returns the SQL of the limits.
func (o Options) Settings() (string, error) {
	var b strings.Builder
	switch {
	case o.Threads < 0 || o.Threads > maxThreads:
		return "", Usagef("--threads %d: a number from 1 to %d is wanted", o.Threads, maxThreads)
	case o.Threads > 0:
		fmt.Fprintf(&b, "SET threads = %d;\n", o.Threads)
	}
	if o.MemoryLimit != "" {
		bytes, err := MemoryLimit(o.MemoryLimit)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "SET memory_limit = '%d KiB';\n", bytes>>10)
	}
	return b.String(), nil
}

// MemoryLimit is how many bytes a --memory-limit is; without one, what [memory.Default] says. One that cannot be used is a [*UsageError].
func MemoryLimit(given string) (int64, error) {
	if given == "" {
		return memory.Default(), nil
	}
	bytes, ok := parseBytes(given)
	switch {
	case !ok:
		return 0, Usagef("--memory-limit %q: a size such as 2GB or 512MiB is wanted", given)
	case bytes < minMemory:
		return 0, Usagef("--memory-limit %q: too little, at least 64MiB is needed", given)
	}
	return bytes, nil
}

// refused words the engine's refusal of the settings.
func (o Options) refused(err error) error {
	if strings.Contains(err.Error(), "memory limit") {
		return Usagef("--memory-limit %q: the engine refuses it; try a size such as 2GB", o.MemoryLimit)
	}
	return fmt.Errorf("open database: %w", err)
}

var bytesText = regexp.MustCompile(`^(?i)\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([kmgt]i?)?b?\s*$`)

// parseBytes reads "2GB", "512 MiB", "1.5g" or a plain number of bytes.
func parseBytes(s string) (int64, bool) {
	m := bytesText.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, false
	}
	unit, base, power := strings.ToLower(m[2]), 1000.0, 0
	if strings.HasSuffix(unit, "i") {
		base = 1024
	}
	if unit != "" {
		power = strings.Index("kmgt", unit[:1]) + 1
	}
	bytes := n * math.Pow(base, float64(power))
	if bytes > 1<<50 {
		return 0, false
	}
	return int64(bytes), true
}

// ParseBytes reads a size such as 2GB, 512MiB or a plain number of bytes.
func ParseBytes(s string) (bytes int64, ok bool) { return parseBytes(s) }
