package seeds

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/regular"
	"funneltrace/snapshots/store"
)

// maxBytes is the size of the largest seed that is read. dbt itself warns above one MiB.
const maxBytes = 256 << 20

// source is a seed and what its file holds at this moment.
type source struct {
	Seed
	bytes int64
	sum   string            // SHA-256, in hexadecimal
	files []snapshots.Input // of a table of files
}

// inspect looks at the files, and returns them in the order of their names.
func inspect(ctx context.Context, list []Seed) ([]source, error) {
	sources := make([]source, len(list))
	files := int64(0)
	for i, s := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if s.Read != nil {
			var err error
			if sources[i], err = inspectFiles(ctx, s); err != nil {
				return nil, s.failed(err)
			}
			if files += sources[i].bytes; files > maxAllFiles {
				return nil, s.failed(fmt.Errorf("the tables of files have more than %d MiB, which is the most that is read in passing", maxAllFiles>>20))
			}
			continue
		}
		content, err := s.readFile()
		if err != nil {
			return nil, s.failed(err)
		}
		sources[i] = source{Seed: s, bytes: int64(len(content)), sum: sumOf(content)}
	}
	slices.SortFunc(sources, func(a, b source) int { return cmp.Compare(a.Name, b.Name) })
	return sources, nil
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// key is all that the seeds' tables and problems are made from.
func key(sources []source) store.Key {
	from := []string{engine.Engine(), store.Build()}
	for _, s := range sources {
		types := fmt.Sprintf("%q", s.ColumnTypes) // in the order of the names
		from = append(from, s.Name, s.Shown, string(s.Delimiter), s.sum, types)
	}
	return store.NewKey("seeds", from...)
}

// read returns the file's text, as [textOf] has it.
func (s source) read(found *problems) ([]byte, error) {
	content, err := s.readFile()
	if err != nil {
		return nil, err
	}
	if sumOf(content) != s.sum {
		return nil, errors.New("it changed while it was read; try again once it is still")
	}
	return textOf(content, found)
}

// textOf returns a file's text in UTF-8 with \n at the end of lines, and notes where it was not in UTF-8.
func textOf(content []byte, found *problems) ([]byte, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if bytes.IndexByte(content, '\r') >= 0 {
		content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	if i := bytes.IndexByte(content, 0); i >= 0 {
		return nil, lineError(1+bytes.Count(content[:i], []byte("\n")), "a NUL byte, which no text has; if the file is in UTF-16, save it in UTF-8")
	}
	if utf8.Valid(content) {
		return content, nil
	}
	return decode(content, found)
}

// decode reads the text as Windows-1252, which is what spreadsheets write where they do not write UTF-8. Every text can be
// read so, and Latin-1 reads the same but for marks such as €.
func decode(content []byte, found *problems) ([]byte, error) {
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return nil, err
	}
	n := 0
	for line := range bytes.Lines(content) {
		if n++; utf8.Valid(line) {
			continue
		}
		read, err := charmap.Windows1252.NewDecoder().Bytes(excerptOf(line))
		if err != nil {
			return nil, err
		}
		found.add(Encoding, n, read, "it is not in UTF-8")
	}
	return text, nil
}

// readFile returns the content of the file, if it is one and not too large.
func (s Seed) readFile() ([]byte, error) {
	content, err := s.Folder.Read(s.File, maxBytes)
	var large *regular.TooLargeError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file")
	case errors.As(err, &large):
		return nil, tooLarge()
	case err != nil:
		return nil, plain(err)
	case len(bytes.TrimSpace(content)) == 0:
		return nil, errors.New("it is empty; a header line with the columns' names is wanted")
	}
	return content, nil
}

func tooLarge() error {
	return fmt.Errorf("it is larger than %d MiB, which no seed is read beyond; load it as a source, see trace freeze", maxBytes>>20)
}

// plain drops the path from an error of the file system: the seed is named already.
func plain(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
