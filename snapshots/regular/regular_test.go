//go:build unix

package regular_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"funneltrace/snapshots/regular"
)

// folder has an ordinary file, links, and everything that is none.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "reg") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	in := func(name string) string { return filepath.Join(dir, name) }
	l, err := net.Listen("unix", in("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	for _, err := range []error{
		os.WriteFile(in("file"), []byte("12345"), 0o600),
		os.Symlink("file", in("link")),
		os.Mkdir(in("folder"), 0o700),
		syscall.Mkfifo(in("pipe"), 0o600),
		os.Symlink("pipe", in("link_to_pipe")),
		os.Symlink("/dev/zero", in("link_to_device")),
		os.Symlink("loop", in("loop")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// soon fails the test if do does not return.
func soon(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { do(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for ever")
	}
}

func TestOnlyOrdinaryFilesAreOpenedAndNothingWaits(t *testing.T) {
	dir := folder(t)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	fsys := regular.FS(root)
	ways := map[string]func(name string) ([]byte, error){
		"path": func(name string) ([]byte, error) { return regular.Read(filepath.Join(dir, name), 10) },
		"root": func(name string) ([]byte, error) { return regular.ReadIn(root, name, 10) },
		"fs":   func(name string) ([]byte, error) { return regular.ReadFS(fsys, name, 10) },
		"all":  func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) },
	}
	for way, read := range ways {
		for name, want := range map[string]string{
			"file": "", "link": "",
			"folder": "it is a folder;", "pipe": "it is a named pipe;", "socket": "it is a socket;", "link_to_pipe": "it is a named pipe;",
			"link_to_device": "it is a device;", "loop": "too many", "nothing": "no such file",
		} {
			if way == "all" && name == "folder" || way != "path" && name == "link_to_device" {
				want = "" // which error it is, is the system's affair
				if _, err := read(name); err == nil {
					t.Errorf("%s by %s is read", name, way)
				}
				continue
			}
			soon(t, func() {
				text, err := read(name)
				switch {
				case want == "" && (err != nil || string(text) != "12345"):
					t.Errorf("%s by %s: got %q, %v", name, way, text, err)
				case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
					t.Errorf("%s by %s: got error %v, want %q", name, way, err, want)
				case strings.HasPrefix(want, "it is") && !errors.Is(err, regular.ErrNotRegular):
					t.Errorf("%s by %s: the error %v is not ErrNotRegular", name, way, err)
				case name == "nothing" && !errors.Is(err, fs.ErrNotExist):
					t.Errorf("%s by %s: the error %v is not fs.ErrNotExist", name, way, err)
				}
			})
		}
	}
}

func TestAFileOverTheLimitIsNotRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := regular.Read(file, 5); err != nil {
		t.Errorf("a file as long as the limit: %v", err)
	}
	_, err := regular.Read(file, 4)
	large, ok := errors.AsType[*regular.TooLargeError](err)
	if !ok || *large != (regular.TooLargeError{Bytes: 5, Limit: 4}) {
		t.Errorf("got %v, want a file of 5 bytes over a limit of 4", err)
	}
	if want := "it has 5 bytes, at most 4 bytes are read"; !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	if _, err := regular.Read("/proc/self/status", 20); err == nil { // its size is said to be 0
		t.Error("a file of /proc over the limit is read")
	} else if _, ok := errors.AsType[*regular.TooLargeError](err); !ok && !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of /proc over the limit: %v", err)
	}
}

func TestAFolderOfOrdinaryFilesCanBeWalked(t *testing.T) {
	root, err := os.OpenRoot(folder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var names []string
	soon(t, func() {
		err = fs.WalkDir(regular.FS(root), ".", func(name string, _ fs.DirEntry, err error) error {
			names = append(names, name)
			return err
		})
	})
	if got, want := strings.Join(names, " "), ". file folder link link_to_device link_to_pipe loop pipe socket"; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}
