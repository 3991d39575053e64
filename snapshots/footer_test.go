package snapshots

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

func TestDamagedParquetIsRefusedBeforeAnyEngineSeesIt(t *testing.T) {
	good := parquetBytes(t, "a", 100)
	length := func(n uint32) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[len(b)-8:], n)
		return b
	}
	// withFooter is a file that is right but for its footer.
	withFooter := func(footer []byte) []byte {
		b := append([]byte("PAR1"), footer...)
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(footer))), "PAR1"...)
	}
	for what, c := range map[string]struct {
		file  []byte
		parts []string
	}{
		"zero bytes":            {nil, []string{"empty, 0 bytes"}},
		"too short":             {good[:11], []string{"11 bytes are too few"}},
		"a web page":            {[]byte("<html>this is not the file you wanted</html>"), []string{"not a Parquet file"}},
		"cut off":               {good[:len(good)-20], []string{"cut off"}},
		"encrypted":             {append(bytes.Clone(good[:len(good)-4]), "PARE"...), []string{"encrypted"}},
		"a footer beyond":       {length(1 << 31), []string{"claims 2147483648 bytes", "has room for"}},
		"a footer of nothing":   {length(0), []string{"footer is damaged"}},
		"a footer too short":    {length(20), []string{"footer is damaged"}},
		"the front is missing":  {append([]byte("PAR1"), good[200:]...), []string{"footer is damaged", "outside of the file"}},
		"a list of 100 million": {withFooter([]byte{0x15, 2, 0x19, 0xfc, 0x80, 0xc2, 0xd7, 0x2f}), []string{"not well-formed"}},
		"lists in lists":        {withFooter(bytes.Repeat([]byte{0x19, 0x19}, 5000)), []string{"not well-formed"}},
		"structs in structs":    {withFooter(bytes.Repeat([]byte{0x1c}, 5000)), []string{"not well-formed"}},
		"a bottomless schema":   {withFooter(append([]byte{0x15, 2, 0x19, 0xfc, 0x80, 0x89, 0x7a}, bytes.Repeat([]byte{0x38, 1, 'a', 0x15, 2, 0}, 2_000_000)...)), []string{"more than 99999 columns"}},
		"100,001 columns":       {withFooter(append([]byte{0x15, 2, 0x19, 0xfc, 0xa1, 0x8d, 0x06}, make([]byte, 100_010)...)), []string{"t.parquet: it has more than 99999 columns and groups"}},
		"a schema of nothing":   {withFooter([]byte{0x15, 2, 0x19, 0x0c, 0x16, 0, 0x19, 0x0c, 0}), []string{"footer is damaged"}},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := Open(folder(t, "shop_20240101", map[string][]byte{"t.parquet": c.file}))
			wantError(t, err, append(c.parts, "read snapshot shop_20240101: table shop.t: t.parquet: ")...)
		})
	}
}

func TestAFooterIsReadOrRefusedWhateverByteIsFlipped(t *testing.T) {
	good := parquetBytes(t, "a", 100)
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0xff
		if err := os.WriteFile(filepath.Join(dir, "t.parquet"), bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readFooter(root, "t.parquet"); err != nil {
			wantError(t, err)
		}
	}
}

func FuzzFooter(f *testing.F) {
	good := parquetBytes(f, "a", 100)
	n := binary.LittleEndian.Uint32(good[len(good)-8:])
	f.Add(good[len(good)-8-int(n):len(good)-8], int64(len(good)))
	f.Add([]byte{0x15, 2, 0x19, 0xfc, 0x80, 0xc2, 0xd7, 0x2f}, int64(1000))
	f.Fuzz(func(t *testing.T, text []byte, size int64) {
		foot, err := parseFooter(text, size)
		if err == nil && (foot.rows < 0 || len(foot.columns) == 0) {
			t.Errorf("got %d rows and %d columns without an error", foot.rows, len(foot.columns))
		}
	})
}
