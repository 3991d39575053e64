package tables

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
	"funneltrace/trace/report/form"
)

// Rejected are the lines that cannot be read: all are counted, the first few are kept in words.
type Rejected struct {
	Lines int64
	First []string
}

func (r Rejected) String() string {
	text := fmt.Sprintf("%d lines cannot be read: %s", r.Lines, strings.Join(r.First, "; "))
	if r.Lines == 1 {
		text = strings.Replace(text, "1 lines", "1 line", 1)
	}
	if more := r.Lines - int64(len(r.First)); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// RejectList is the CSV file in which the bad lines of all tables are.
type RejectList struct {
	Rejected
	file *os.File
	out  *bufio.Writer
	err  error
}

// NewRejectList begins the list in a file.
func NewRejectList(path string) (*RejectList, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	l := &RejectList{file: f, out: bufio.NewWriter(f)}
	_, l.err = l.out.WriteString("file,line,reason,text\n")
	return l, nil
}

// add lists a line. Its text is made safe for terminals and spreadsheets: what is no text shows as \x00.
func (l *RejectList) add(file string, n int, reason string, text []byte) {
	l.Lines++
	if len(l.First) < textfile.FaultsNamed {
		l.First = append(l.First, fmt.Sprintf("%s line %d: %s", file, n, engine.Visible(reason)))
	}
	if l.err != nil {
		return
	}
	line := []string{form.Cell(file, false), strconv.Itoa(n), form.Cell(reason, false), form.Cell(string(text), false)}
	_, l.err = l.out.WriteString(strings.Join(line, ",") + "\n")
}

// Close writes the rest and says what failed.
func (l *RejectList) Close() error { return errors.Join(l.err, l.out.Flush(), l.file.Close()) }

// Sift lists the bad lines of a table's files and writes, for each file that has some, a copy without them. It returns the
// files to read instead, and how many lines each lost.
func (f *TextFiles) Sift(list *RejectList) (clean []textfile.Source, lost []int64, err error) {
	root := &textfile.JsonType{}
	clean, lost = slices.Clone(f.Sources), make([]int64, len(f.Sources))
	for i, s := range f.Sources {
		bad := map[int]bool{}
		reject := func(n int, reason string, text []byte) {
			bad[n] = true
			list.add(s.Name, n, reason, text)
			if strings.HasSuffix(reason, textfile.LikeTotal) && len(f.Totals) < 3 {
				f.Totals = append(f.Totals, fmt.Sprintf("file %s: line %d is left out: %s", s.Name, n, textfile.LikeTotal))
			}
		}
		err := s.Check(f.Format, func(text io.Reader) error {
			if f.Format == snapshots.NDJSON {
				return textfile.SiftNDJSON(text, root, reject)
			}
			return textfile.SiftCSV(text, s.Form, reject)
		})
		if err != nil {
			return nil, nil, err
		}
		if lost[i] = int64(len(bad)); len(bad) == 0 {
			continue
		}
		if clean[i], err = s.CopyTo(f.Format, f.Work(i)+".sifted", bad); err != nil {
			return nil, nil, err
		}
		clean[i].Sifted = true
	}
	return clean, lost, nil
}
