package regular

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// Hash returns the SHA-256 of an ordinary file in hexadecimal. The processors of today have instructions for it, so that it takes
// less than a second per GB, and reading the file is what costs.
func Hash(path string) (string, error) {
	f, err := Open(path)
	if err != nil {
		return "", err
	}
	return hash(f)
}

// HashIn is Hash below a root, which no link leaves.
func HashIn(root *os.Root, name string) (string, error) {
	f, err := OpenIn(root, name)
	if err != nil {
		return "", err
	}
	return hash(f)
}

// hash reads the file and closes it.
func hash(f *os.File) (string, error) {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(h, f, make([]byte, min(info.Size()+1, 1<<20))); err != nil {
		return "", fmt.Errorf("hash it: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
