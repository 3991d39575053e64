package textfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots"
)

// Source is one file of a table of text.
type Source struct {
	Path, Name string
	Folders    []snapshots.Partition
	Form       csvform.Form // of CSV, once it is known
	Head       string       // a line that the copy begins with
	Sifted     bool         // lines are left out, so that those after them have other numbers
}

// open opens the file as UTF-8 text, unpacked and without a byte order mark if it is CSV.
func (s Source) open(f snapshots.Format) (io.Reader, io.Closer, error) {
	file, err := openText(s.Path)
	if err != nil || f != snapshots.CSV {
		return file, file, err
	}
	text, _, err := csvform.Decode(file, s.Form.Encoding)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return text, file, nil
}

// Check opens the file for do and names it in the error.
func (s Source) Check(f snapshots.Format, do func(io.Reader) error) error {
	text, file, err := s.open(f)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := do(text); err != nil {
		return fmt.Errorf("file %s: %w", s.Name, err)
	}
	return nil
}

// headBytes is how much of a text tells its form.
const headBytes = 1 << 20

// FindForm finds out how a CSV file is to be read, as far as that is not given.
func (s *Source) FindForm(given csvform.Given) error {
	encoding, err := s.encoding(given)
	if err != nil {
		return fmt.Errorf("file %s: %w", s.Name, err)
	}
	s.Form.Encoding = encoding
	return s.Check(snapshots.CSV, func(text io.Reader) error {
		head, err := io.ReadAll(io.LimitReader(text, headBytes+1))
		if err != nil {
			return err
		}
		s.Form, err = csvform.Sniff(head, len(head) <= headBytes, given)
		s.Form.Encoding = encoding
		return err
	})
}

// encoding returns the name of the encoding that a CSV file is in, "" for UTF-8. Text that is in none that is known is left
// to be found line by line.
func (s Source) encoding(given csvform.Given) (string, error) {
	if given.Encoding != nil {
		return *given.Encoding, nil
	}
	file, err := openText(s.Path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, name, err := csvform.Decode(file, "")
	if err != nil || name != "" {
		return name, err
	}
	if _, err := io.Copy(io.Discard, transform.NewReader(text, encoding.UTF8Validator)); !errors.Is(err, encoding.ErrInvalidUTF8) {
		return "", err
	}
	again, err := openText(s.Path)
	if err != nil {
		return "", err
	}
	defer again.Close()
	if western, err := csvform.IsWestern(again); err != nil || !western {
		return "", err
	}
	return csvform.Windows1252, nil
}

// Plain reports whether the engine can be given the file as it is.
func (s Source) Plain() bool { return s.Form.Encoding == "" && s.Form.Header == 1 }

// CopyTo writes the file's text without what stands before its header and without some lines, as UTF-8 and with long numbers of
// JSON in quotes, and returns the copy as a source.
func (s Source) CopyTo(f snapshots.Format, to string, without map[int]bool) (Source, error) {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return s, err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	_, _ = w.WriteString(s.Head)
	err = s.Check(f, func(text io.Reader) error {
		return eachLine(text, func(n int, line []byte, end string) {
			if n >= s.Form.Header && !without[n] {
				if f == snapshots.NDJSON {
					line = quoteLong(line)
				}
				_, _ = w.Write(line)      // Flush
				_, _ = w.WriteString(end) // says
			}
		})
	})
	s.Path, s.Head = to, ""
	if f == snapshots.CSV {
		s.Form.Header, s.Form.Encoding = 1, ""
	}
	return s, errors.Join(err, w.Flush(), out.Close())
}
