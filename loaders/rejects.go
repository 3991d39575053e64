package loaders

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"funneltrace/snapshots"
	safe "funneltrace/trace/report"
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
	line := []string{safe.Cell(file, false), strconv.Itoa(n), safe.Cell(reason, false), safe.Cell(string(text), false)}
	_, l.err = l.out.WriteString(strings.Join(line, ",") + "\n")
}

func (l *rejectList) close() error { return errors.Join(l.err, l.out.Flush(), l.file.Close()) }

// sift lists the bad lines of a table's files and writes, for each file that has some, a copy without them into the folder
// work. It returns the files to read instead, and how many lines each lost.
func sift(f snapshots.Format, files, names []string, work func(i int) string, list *rejectList) (clean []string, lost []int64, err error) {
	root := &jsonType{}
	var header []string
	clean, lost = make([]string, len(files)), make([]int64, len(files))
	for i, file := range files {
		clean[i] = file
		bad := map[int]bool{}
		_, err := checkFile(file, func(r io.Reader) (none struct{}, err error) {
			return none, siftFile(f, r, root, &header, func(n int, reason string, text []byte) {
				bad[n] = true
				list.add(names[i], n, reason, text)
			})
		})
		if err != nil {
			return nil, nil, err
		}
		if lost[i] = int64(len(bad)); len(bad) == 0 {
			continue
		}
		clean[i] = work(i)
		if err := copyWithout(file, clean[i], bad); err != nil {
			return nil, nil, err
		}
	}
	return clean, lost, nil
}

// copyWithout copies the lines of a file but for some.
func copyWithout(from, to string, without map[int]bool) (err error) {
	in, err := openText(from)
	if err != nil {
		return err
	}
	defer in.Close()
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriterSize(f, 1<<20)
	err = eachLine(in, func(n int, line []byte, end string) {
		if !without[n] {
			_, _ = out.Write(line)      // Flush
			_, _ = out.WriteString(end) // says
		}
	})
	return errors.Join(err, out.Flush())
}
