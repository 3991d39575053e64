package loaders

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

// textSource is one file of a table of text.
type textSource struct {
	path, name string
	folders    []snapshots.Partition
	form       csvform.Form // of CSV, once it is known
	head       string       // a line that the copy begins with
	sifted     bool         // lines are left out, so that those after them have other numbers
}

// open opens the file as UTF-8 text, unpacked and without a byte order mark if it is CSV.
func (s textSource) open(f snapshots.Format) (io.Reader, io.Closer, error) {
	file, err := openText(s.path)
	if err != nil || f != snapshots.CSV {
		return file, file, err
	}
	text, _, err := csvform.Decode(file, s.form.Encoding)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return text, file, nil
}

// check opens the file for do and names it in the error.
func (s textSource) check(f snapshots.Format, do func(io.Reader) error) error {
	text, file, err := s.open(f)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := do(text); err != nil {
		return fmt.Errorf("file %s: %w", s.name, err)
	}
	return nil
}

// headBytes is how much of a text tells its form.
const headBytes = 1 << 20

// findForm finds out how a CSV file is to be read, as far as that is not given.
func (s *textSource) findForm(given csvform.Given) error {
	encoding, err := s.encoding(given)
	if err != nil {
		return fmt.Errorf("file %s: %w", s.name, err)
	}
	s.form.Encoding = encoding
	return s.check(snapshots.CSV, func(text io.Reader) error {
		head, err := io.ReadAll(io.LimitReader(text, headBytes+1))
		if err != nil {
			return err
		}
		s.form, err = csvform.Sniff(head, len(head) <= headBytes, given)
		s.form.Encoding = encoding
		return err
	})
}

// encoding returns the name of the encoding that a CSV file is in, "" for UTF-8. Text that is in none that is known is left
// to be found line by line.
func (s textSource) encoding(given csvform.Given) (string, error) {
	if given.Encoding != nil {
		return *given.Encoding, nil
	}
	file, err := openText(s.path)
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
	again, err := openText(s.path)
	if err != nil {
		return "", err
	}
	defer again.Close()
	if western, err := csvform.IsWestern(again); err != nil || !western {
		return "", err
	}
	return csvform.Windows1252, nil
}

// plain reports whether the engine can be given the file as it is.
func (s textSource) plain() bool { return s.form.Encoding == "" && s.form.Header == 1 }

// copyTo writes the file's text without what stands before its header and without some lines, as UTF-8 and with long numbers of
// JSON in quotes, and returns the copy as a source.
func (s textSource) copyTo(f snapshots.Format, to string, without map[int]bool) (textSource, error) {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return s, err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	_, _ = w.WriteString(s.head)
	err = s.check(f, func(text io.Reader) error {
		return eachLine(text, func(n int, line []byte, end string) {
			if n >= s.form.Header && !without[n] {
				if f == snapshots.NDJSON {
					line = quoteLong(line)
				}
				_, _ = w.Write(line)      // Flush
				_, _ = w.WriteString(end) // says
			}
		})
	})
	s.path, s.head = to, ""
	if f == snapshots.CSV {
		s.form.Header, s.form.Encoding = 1, ""
	}
	return s, errors.Join(err, w.Flush(), out.Close())
}
