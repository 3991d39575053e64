package engine

import (
	"testing"
)

func FuzzBytes(f *testing.F) {
	for _, s := range []string{"2GB", "512 MiB", "1.5g", "", "0", "1e3", "-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := parseBytes(s); ok && (n < 0 || n > 1<<50) {
			t.Errorf("%q is %d bytes", s, n)
		}
	})
}

func TestSizesAreRead(t *testing.T) {
	for s, want := range map[string]int64{"2GB": 2e9, "512MiB": 512 << 20, "1.5 kb": 1500, "64": 64, "1g": 1e9, "3 TiB": 3 << 40} {
		if got, ok := parseBytes(s); !ok || got != want {
			t.Errorf("%q: got %d, want %d", s, got, want)
		}
	}
}
