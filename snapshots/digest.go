package snapshots

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// stamp is what tells, without reading it, that a file has not changed.
type stamp struct {
	Bytes   int64  `json:"bytes"`
	ModTime int64  `json:"mod_time"` // nanoseconds since 1970
	SHA256  string `json:"sha256"`
}

func (s stamp) fits(info fs.FileInfo) bool {
	return s.Bytes == info.Size() && s.ModTime == info.ModTime().UnixNano()
}

// digests remembers the hashes of one folder's files. A nil one remembers nothing.
type digests struct {
	file  string // where they are kept
	known map[string]stamp
	used  map[string]stamp
	fresh bool // something was hashed
}

// loadDigests returns what is remembered of the folder dir in the cache. What cannot be read is forgotten.
func loadDigests(cache, dir string) *digests {
	sum := sha256.Sum256([]byte(dir))
	d := &digests{
		file: filepath.Join(cache, "digests", hex.EncodeToString(sum[:16])+".json"),
		used: map[string]stamp{},
	}
	if text, err := os.ReadFile(d.file); err == nil {
		_ = json.Unmarshal(text, &d.known) // damaged: all is hashed again
	}
	return d
}

// save keeps what was used for the next time.
func (d *digests) save() error {
	if !d.fresh {
		return nil
	}
	text, err := json.Marshal(d.used)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(d.file), 0o700); err != nil {
		return err
	}
	return writeFile(d.file, text, private)
}

// of returns the hash of a file, from memory if its size and time are still the same.
func (d *digests) of(root *os.Root, name string, info fs.FileInfo) (string, error) {
	if d != nil && d.known[name].fits(info) {
		d.used[name] = d.known[name]
		return d.known[name].SHA256, nil
	}
	sum, err := hashFile(root, name)
	if err == nil && d != nil {
		d.fresh = true
		d.used[name] = stamp{info.Size(), info.ModTime().UnixNano(), sum}
	}
	return sum, err
}

// hashFile returns the SHA-256 of a file in hexadecimal.
func hashFile(root *os.Root, name string) (string, error) {
	f, err := root.Open(name)
	if err != nil {
		return "", plainError(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, f, make([]byte, 1<<20)); err != nil {
		return "", fmt.Errorf("hash it: %w", plainError(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
