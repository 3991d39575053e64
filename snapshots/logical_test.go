package snapshots

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// openedWith opens a snapshot whose table t is a file of one row, id and a VARIANT, with some bytes of it replaced.
func openedWith(t *testing.T, from, to string) (*Snapshot, error) {
	t.Helper()
	text, err := os.ReadFile("testdata/variant.parquet")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(from)) {
		t.Fatalf("the file has no %q", from)
	}
	dir := filepath.Join(t.TempDir(), "v_20240101")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.parquet"), bytes.ReplaceAll(text, []byte(from), []byte(to)), 0o600); err != nil {
		t.Fatal(err)
	}
	return Open(dir)
}

// The head of the union of logical types in an element of a schema, with VARIANT and a type that is yet to be invented in it.
const variantHead, inventedHead = "\x0c\x20", "\x0c\x26"

func TestALogicalTypeThatOnlyTheEngineKnowsIsNamed(t *testing.T) {
	s, err := openedWith(t, variantHead, variantHead)
	if err != nil {
		t.Fatal(err)
	}
	want := []Column{{Name: "id", Type: "INTEGER"}, {Name: "v", Type: "VARIANT"}}
	if diff := cmp.Diff(want, s.Manifest.Tables[0].Columns); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Detail(s.Manifest.Tables[0]); err != nil {
		t.Errorf("details: %v", err)
	}
}

func TestAFooterWithANewTypeIsReadOrRefusedWhateverByteIsFlipped(t *testing.T) {
	good, err := os.ReadFile("testdata/variant.parquet")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for i := range good {
		for _, flip := range []byte{0x01, 0x10, 0x80, 0xff} {
			bad := bytes.Clone(good)
			bad[i] ^= flip
			if err := os.WriteFile(filepath.Join(dir, "t.parquet"), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := readFooter(root, "t.parquet"); err != nil {
				wantError(t, err)
			}
		}
	}
}

func TestALogicalTypeThatNobodyKnowsIsSaidAsThat(t *testing.T) {
	_, err := openedWith(t, variantHead, inventedHead)
	if err == nil || !strings.Contains(err.Error(), `its column "v" is of a Parquet type that this program does not know, number 19`) {
		t.Errorf("got %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "damaged") {
		t.Errorf("a whole file is called damaged: %v", err)
	}
}
