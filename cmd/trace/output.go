package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeOutput lets write fill the file at path, or stdout if path is empty or "-". The file appears whole or not at
// all: it is written under a temporary name beside it and renamed.
func writeOutput(path string, stdout io.Writer, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		b := bufio.NewWriterSize(stdout, 64<<10)
		if err := write(b); err != nil {
			return errors.Join(err, b.Flush())
		}
		return b.Flush()
	}
	return replaceFile(path, func(f *os.File) error {
		b := bufio.NewWriterSize(f, 64<<10)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	})
}

// checkOutput says before a long run what would keep its output from being written.
func checkOutput(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usagef("write %s: it is a folder; give -o a file name", path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("write %s: there is no folder %s", path, filepath.Dir(path))
	}
	return nil
}

// replaceFile writes path by way of a temporary file in the same folder.
func replaceFile(path string, write func(*os.File) error) (err error) {
	if err := checkOutput(path); err != nil {
		return err
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()[:8]+".tmp")
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
