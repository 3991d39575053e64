package textfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const maxLine = 64 << 20 // bytes; the longest line that is read

// eachLine calls do with every line of r, its number from 1, and its end: "\n", "\r\n" or, for the last, "".
// The line is only valid during the call.
func eachLine(r io.Reader, do func(n int, line []byte, end string)) error {
	in := bufio.NewReaderSize(r, 1<<20)
	var long []byte
	for n := 1; ; n++ {
		long = long[:0]
		line, err := in.ReadSlice('\n')
		for errors.Is(err, bufio.ErrBufferFull) {
			if long = append(long, line...); len(long) > maxLine {
				return fmt.Errorf("line %d is longer than %d MiB", n, maxLine>>20)
			}
			line, err = in.ReadSlice('\n')
		}
		if len(long) > 0 {
			long = append(long, line...)
			line = long
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(line) > 0 {
			text, end := cutEnd(line)
			do(n, text, end)
		}
		if err != nil {
			return nil
		}
	}
}

func cutEnd(line []byte) (text []byte, end string) {
	if text, ok := bytes.CutSuffix(line, []byte("\r\n")); ok {
		return text, "\r\n"
	}
	if text, ok := bytes.CutSuffix(line, []byte("\n")); ok {
		return text, "\n"
	}
	return line, ""
}

// faults are the bad lines of a file: all are counted, the first few are kept in words.
type faults struct {
	count int
	first []string
	last  int // the line that was counted last; one line counts once
}

const FaultsNamed = 3

func (f *faults) add(line int, format string, args ...any) {
	if line == f.last {
		return
	}
	f.last = line
	f.count++
	if len(f.first) < FaultsNamed {
		f.first = append(f.first, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
	}
}

// err is one line that counts them all, or nil.
func (f *faults) err() error {
	switch {
	case f.count == 0:
		return nil
	case f.count == 1:
		return &faultsError{fmt.Sprintf("1 line cannot be read: %s; mend it or take it out", f.first[0])}
	}
	more := ""
	if f.count > len(f.first) {
		more = fmt.Sprintf("; and %d more", f.count-len(f.first))
	}
	return &faultsError{fmt.Sprintf("%d lines cannot be read: %s%s; mend them or take them out", f.count, strings.Join(f.first, "; "), more)}
}

// faultsError is about some lines of a file; without them the rest may be fine.
type faultsError struct{ text string }

func (e *faultsError) Error() string { return e.text }

const notUTF8 = "not UTF-8 text"

// badText says what is wrong with a line as text, or "".
func badText(line []byte) string {
	switch {
	case !utf8.Valid(line):
		return notUTF8
	case bytes.IndexByte(line, 0) >= 0:
		return "a NUL byte"
	}
	return ""
}

// IsFaults reports whether an error is about lines, not about the whole file.
func IsFaults(err error) bool {
	var f *faultsError
	return errors.As(err, &f)
}
