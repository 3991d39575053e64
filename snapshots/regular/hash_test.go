package regular_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"funneltrace/snapshots/regular"
)

func TestAFileIsHashedWholeAndAFolderIsNone(t *testing.T) {
	dir := t.TempDir()
	const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of "abc", by FIPS 180
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if got, err := regular.Hash(filepath.Join(dir, "a")); got != sum || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := regular.HashIn(root, "a"); got != sum || err != nil {
		t.Errorf("below a root: got %s, %v", got, err)
	}
	if _, err := regular.Hash(dir); !errors.Is(err, regular.ErrNotRegular) {
		t.Errorf("a folder: got %v", err)
	}
}
