package loaders

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"funneltrace/snapshots"
	"funneltrace/trace/report/form"
)

// rejected are the lines that cannot be read: all are counted, the first few are kept in words.
type rejected struct {
	Lines int64
	First []string
}

func (r rejected) String() string {
	text := fmt.Sprintf("%d lines cannot be read: %s", r.Lines, strings.Join(r.First, "; "))
	if r.Lines == 1 {
		text = strings.Replace(text, "1 lines", "1 line", 1)
	}
	if more := r.Lines - int64(len(r.First)); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// rejectList is the CSV file in which the bad lines of all tables are.
type rejectList struct {
	rejected
	file *os.File
	out  *bufio.Writer
	err  error
}

func newRejectList(path string) (*rejectList, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	l := &rejectList{file: f, out: bufio.NewWriter(f)}
	_, l.err = l.out.WriteString("file,line,reason,text\n")
	return l, nil
}

// add lists a line. Its text is made safe for terminals and spreadsheets: what is no text shows as \x00.
func (l *rejectList) add(file string, n int, reason string, text []byte) {
	l.Lines++
	if len(l.First) < faultsNamed {
		l.First = append(l.First, fmt.Sprintf("%s line %d: %s", file, n, visible(reason)))
	}
	if l.err != nil {
		return
	}
	line := []string{form.Cell(file, false), strconv.Itoa(n), form.Cell(reason, false), form.Cell(string(text), false)}
	_, l.err = l.out.WriteString(strings.Join(line, ",") + "\n")
}

func (l *rejectList) close() error { return errors.Join(l.err, l.out.Flush(), l.file.Close()) }

// sift lists the bad lines of a table's files and writes, for each file that has some, a copy without them. It returns the
// files to read instead, and how many lines each lost.
func (f *textFiles) sift(list *rejectList) (clean []textSource, lost []int64, err error) {
	root := &jsonType{}
	clean, lost = slices.Clone(f.sources), make([]int64, len(f.sources))
	for i, s := range f.sources {
		bad := map[int]bool{}
		reject := func(n int, reason string, text []byte) {
			bad[n] = true
			list.add(s.name, n, reason, text)
			if strings.HasSuffix(reason, likeTotal) && len(f.totals) < faultsNamed {
				f.totals = append(f.totals, fmt.Sprintf("file %s: line %d is left out: %s", s.name, n, likeTotal))
			}
		}
		err := s.check(f.format, func(text io.Reader) error {
			if f.format == snapshots.NDJSON {
				return siftNDJSON(text, root, reject)
			}
			return siftCSV(text, s.form, reject)
		})
		if err != nil {
			return nil, nil, err
		}
		if lost[i] = int64(len(bad)); len(bad) == 0 {
			continue
		}
		if clean[i], err = s.copyTo(f.format, f.work(i)+".sifted", bad); err != nil {
			return nil, nil, err
		}
		clean[i].sifted = true
	}
	return clean, lost, nil
}
