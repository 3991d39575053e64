package seeds

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"funneltrace/loaders/child"
	"funneltrace/loaders/freeze"
	"funneltrace/snapshots"
	"funneltrace/snapshots/regular"
)

// maxFiles is how much one table of files may have, in bytes, and maxAllFiles all of them. They are hashed every time, and copied once.
const maxFiles, maxAllFiles = 1 << 30, 4 << 30

// inspectFiles looks at the files of a table that the project reads by itself.
func inspectFiles(ctx context.Context, s Seed) (source, error) {
	out := source{Seed: s}
	h := sha256.New()
	for i, file := range s.Read.Files {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		input, err := hashFile(file, maxFiles-out.bytes)
		if err != nil {
			return out, fmt.Errorf("file %s: %w", s.Names[i], plain(err))
		}
		input.Name = s.Names[i]
		out.files = append(out.files, input)
		out.bytes += input.Bytes
		fmt.Fprintf(h, "%q %s\n", input.Name, input.SHA256)
	}
	fmt.Fprintf(h, "%q %q\n", s.Read.Function, s.Read.Options)
	out.sum = hex.EncodeToString(h.Sum(nil))
	return out, nil
}

func hashFile(file string, most int64) (input snapshots.Input, err error) {
	f, err := regular.Open(file)
	if err != nil {
		return input, err
	}
	defer f.Close()
	tooLarge := fmt.Errorf("the table's files have more than %d MiB, which is the most that is read in passing", maxFiles>>20)
	if info, err := f.Stat(); err != nil || info.Size() > most {
		return input, cmp.Or(err, tooLarge)
	}
	h := sha256.New()
	if input.Bytes, err = io.Copy(h, io.LimitReader(f, most+1)); err != nil {
		return input, err
	}
	if input.Bytes > most {
		return input, tooLarge
	}
	input.SHA256 = hex.EncodeToString(h.Sum(nil))
	return input, nil
}

// writeFiles has the engine read the files, in a child process, and writes the table as Parquet.
func (s source) writeFiles(ctx context.Context, path string, opt child.Options) error {
	temp, err := os.MkdirTemp(filepath.Dir(path), ".read-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	part := filepath.Join(temp, "part.parquet")
	opt.Progress = nil
	if err := freeze.ReadFiles(ctx, *s.Read, part, opt); err != nil {
		return err
	}
	if now, err := inspectFiles(ctx, s.Seed); err != nil || now.sum != s.sum {
		return errors.Join(errors.New("it changed while it was read; try again once it is still"), err)
	}
	return os.Rename(part, path)
}
