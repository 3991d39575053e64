package textfile

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"funneltrace/snapshots/regular"
)

// openText opens a file of text for reading, unpacked if its name ends in .gz.
func openText(file string) (io.ReadCloser, error) {
	f, err := regular.Open(file)
	if err != nil {
		return nil, err
	}
	if !IsGzip(file) {
		return f, nil
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<18))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("file %s: it is not packed as its name says: %w", filepath.Base(file), err), f.Close())
	}
	return &unpacked{z, f}, nil
}

func IsGzip(name string) bool { return strings.EqualFold(filepath.Ext(name), ".gz") }

type unpacked struct {
	*gzip.Reader
	file *os.File
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("it cannot be unpacked (%w); fetch it again", err)
	}
	return n, err
}

func (u *unpacked) Close() error { return errors.Join(u.Reader.Close(), u.file.Close()) }
