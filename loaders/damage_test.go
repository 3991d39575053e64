package loaders

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine/enginetest"
)

// sample is a small Parquet file with every encoding that the engine likes: dictionaries, deltas, nested lists, NULLs.
func sample(t testing.TB) []byte {
	t.Helper()
	dir := write(t, map[string]string{"a.parquet": `SELECT range AS n, range % 7 AS few, 'text ' || range AS txt, if(range % 3 = 0, NULL, range / 7) AS f,
		{'in': ['x', NULL, range::VARCHAR]} AS st, DATE '2024-01-01' + (range % 90)::INT AS d FROM range(5000)`})
	b, err := os.ReadFile(filepath.Join(dir, "a.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// scanBytes scans a snapshot of one table t with one file a.parquet of these bytes.
func scanBytes(t testing.TB, b []byte) error {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.parquet"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return attach.Scan(context.Background(), snapshotOf(dir, "a.parquet"), child.Options{TempDir: t.TempDir()})
}

func oneLine(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("more than one line: %v", err)
	}
}

func TestASoundFileIsScanned(t *testing.T) {
	if err := scanBytes(t, sample(t)); err != nil {
		t.Error(err)
	}
}

func TestADamagedParquetFileIsRefusedInOneLine(t *testing.T) {
	good := sample(t)
	footer := int(binary.LittleEndian.Uint32(good[len(good)-8:]))
	with := func(change func(b []byte) []byte) []byte { return change(bytes.Clone(good)) }
	for _, test := range []struct {
		name, want string
		bytes      []byte
	}{
		{"empty", "it is empty, 0 bytes", nil},
		{"tiny", "4 bytes are too few for a Parquet file", []byte("PAR1")},
		{"a web page", "it is not a Parquet file: its first four bytes are not PAR1", []byte(strings.Repeat("<html>not found</html>", 9))},
		{"zeros", "it is not a Parquet file: its first four bytes are not PAR1", make([]byte, 4096)},
		{"cut in the data", "it is cut off: its last four bytes are not PAR1", good[:len(good)/2]},
		{"cut in the footer", "it is cut off: its last four bytes are not PAR1", good[:len(good)-20]},
		{"wrong magic at the end", "it is cut off: its last four bytes are not PAR1", with(func(b []byte) []byte { copy(b[len(b)-4:], "PARX"); return b })},
		{"footer longer than the file", "its Parquet footer claims ", with(func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[len(b)-8:], 1<<31)
			return b
		})},
		{"a footer of zeros", "", with(func(b []byte) []byte { clear(b[len(b)-8-footer : len(b)-8]); return b })},
		{"data of zeros", "", with(func(b []byte) []byte { clear(b[4 : len(b)-8-footer]); return b })},
	} {
		err := scanBytes(t, test.bytes)
		if err == nil {
			t.Errorf("%s: accepted", test.name)
			continue
		}
		oneLine(t, err)
		prefix, suffix := "table t: file a.parquet: cannot be read: "+test.want, "; the file is damaged, fetch it again"
		if got := err.Error(); !strings.HasPrefix(got, prefix) || !strings.HasSuffix(got, suffix) {
			t.Errorf("%s: got %s, want %s…%s", test.name, got, prefix, suffix)
		}
	}
}

// What a flipped byte does is the file's luck. Whatever it is, it is a scan that passes or a refusal of one line, and the
// process that asked goes on.
func TestFlippedBytesAreReadOrRefusedAndCrashNobody(t *testing.T) {
	good := sample(t)
	step := max(1, len(good)/60)
	if testing.Short() {
		step *= 4
	}
	refused := 0
	for at := 4; at < len(good); at += step {
		bad := bytes.Clone(good)
		bad[at] ^= 0xff
		if err := scanBytes(t, bad); err != nil {
			refused++
			oneLine(t, err)
			if !strings.Contains(err.Error(), "file a.parquet") {
				t.Errorf("byte %d: the file is not named: %v", at, err)
			}
		}
	}
	if refused == 0 {
		t.Error("no flipped byte was noticed")
	}
}

func TestARowCountThatTheFooterGotWrongIsRefused(t *testing.T) {
	good := sample(t)
	tail := good[len(good)-8-int(binary.LittleEndian.Uint32(good[len(good)-8:])):]
	// 5000 as a zigzag varint is 0x90 0x4e; the file's count is the first one in the footer.
	at := bytes.Index(tail, []byte{0x90, 0x4e})
	if at < 0 {
		t.Skip("the footer is written in another way")
	}
	tail[at] = 0x92
	if err := scanBytes(t, good); err == nil || !strings.Contains(err.Error(), "it has 5000 rows where its footer says 5001") {
		t.Errorf("got %v", err)
	}
}

func TestACrashOfTheEngineIsOneLineForTheParent(t *testing.T) {
	dir := write(t, map[string]string{"a.parquet": "SELECT range AS n FROM range(10)"})
	t.Setenv("FUNNELTRACE_TEST_CRASH", "1")
	temp := t.TempDir()
	err := attach.Scan(context.Background(), snapshotOf(dir, "a.parquet"), child.Options{TempDir: temp})
	want := "table t: file a.parquet: cannot be read: the engine crashed on it; the file is damaged, fetch it again"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Errorf("left %v behind", left)
	}
}

func TestAScanStopsWhenAskedTo(t *testing.T) {
	dir := write(t, map[string]string{"a.parquet": "SELECT range AS n FROM range(10)"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := attach.Scan(ctx, snapshotOf(dir, "a.parquet"), child.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestAFileThatTakesForeverIsRefused(t *testing.T) {
	dir := write(t, map[string]string{"a.parquet": "SELECT range AS n FROM range(10)"})
	err := attach.Scan(context.Background(), snapshotOf(dir, "a.parquet"), child.Options{Patience: time.Nanosecond})
	if err == nil || !strings.Contains(err.Error(), "it takes too long for its size") {
		t.Errorf("got %v", err)
	}
}

func TestALinkOutOfTheSnapshotIsRefused(t *testing.T) {
	dir := write(t, map[string]string{"a.parquet": "SELECT 1 AS n"})
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "b.txt")); err != nil {
		t.Skip(err)
	}
	want := "b.txt is a link to a file outside of the snapshot; put the file itself there"
	for _, err := range []error{
		attach.Scan(context.Background(), snapshotOf(dir, "a.parquet"), child.Options{}),
		attach.Tables(context.Background(), enginetest.Connect(t, enginetest.Open(t, dir)), snapshotOf(dir, "a.parquet"), ""),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAChainCannotReachOutOfTheSandbox(t *testing.T) {
	inside, outside := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := enginetest.Connect(t, enginetest.Open(t, inside))
	for _, query := range []string{
		"SELECT * FROM read_text('/etc/passwd')",
		"SELECT * FROM read_csv('/etc/passwd')",
		"SELECT * FROM '" + secret + "'",
		fmt.Sprintf("SELECT * FROM read_text('%s/../%s/secret.csv')", inside, filepath.Base(outside)),
		"SELECT * FROM read_blob('file://" + secret + "')",
		"SELECT * FROM glob('/etc/*')",
		"SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
		"COPY (SELECT 1) TO '" + filepath.Join(outside, "out.csv") + "'",
		"ATTACH '" + filepath.Join(outside, "x.db") + "'",
		"EXPORT DATABASE '" + filepath.Join(outside, "x") + "'",
		"INSTALL httpfs", "LOAD httpfs",
		"SELECT * FROM 'https://example.com/x.parquet'",
		"SET enable_external_access = true", "SET allowed_directories = ['/']", "RESET lock_configuration",
		"SET threads = 1", "SELECT getenv('HOME')", "PRAGMA enable_logging",
	} {
		if err := readAll(c, query); err == nil {
			t.Errorf("%s: it works", query)
		}
	}
	if left, _ := os.ReadDir(outside); len(left) != 1 {
		t.Errorf("something was written: %v", left)
	}
}

func readAll(c *sql.Conn, query string) error {
	rows, err := c.QueryContext(context.Background(), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
