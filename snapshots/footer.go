package snapshots

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/apache/arrow/go/v17/parquet/metadata"

	"funneltrace/snapshots/regular"
)

// footer is what a Parquet file says about itself at its end.
type footer struct {
	rows    int64
	columns []Column
}

// maxFooter is above what ten thousand row groups of a hundred columns need, in bytes.
const maxFooter = 256 << 20

// readFooter reads the end of a Parquet file that may be damaged or made to do harm.
func readFooter(root *os.Root, name string) (footer, error) {
	text, size, err := footerOf(root, name)
	if err != nil {
		return footer{}, err
	}
	foot, err := parseFooter(text, size)
	if unknown := (*unknownTypeError)(nil); errors.As(err, &unknown) || errors.Is(err, errWide) {
		return footer{}, err
	}
	if err != nil {
		return footer{}, fmt.Errorf("its Parquet footer is damaged (%w): copy the file again", err)
	}
	return foot, nil
}

// readMeta reads the whole of a footer that [readFooter] finds sound.
func readMeta(root *os.Root, name string) (*metadata.FileMetaData, error) {
	if _, err := readFooter(root, name); err != nil {
		return nil, err
	}
	text, _, err := footerOf(root, name)
	if err == nil {
		text, _, err = withoutNewer(text)
	}
	if err != nil {
		return nil, err
	}
	return metadata.NewFileMetaData(text, nil)
}

// footerOf returns the footer of a file and the size of the file.
func footerOf(root *os.Root, name string) (text []byte, size int64, err error) {
	f, err := regular.OpenIn(root, name)
	if err != nil {
		return nil, 0, plainError(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, plainError(err)
	}
	text, err = footerBytes(f, info.Size())
	return text, info.Size(), err
}

// CheckEnds looks at both ends of a Parquet file, where most damage shows: an empty file, a download that broke off,
// a web page saved under the name.
func CheckEnds(path string) error {
	f, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		_, err = footerBytes(f, info.Size())
	}
	return err
}

// footerBytes returns the footer after checking both ends of the file.
func footerBytes(f io.ReaderAt, size int64) ([]byte, error) {
	const magic, encrypted = "PAR1", "PARE"
	if size == 0 {
		return nil, errors.New("it is empty, 0 bytes: copy it again")
	}
	var head [4]byte
	var tail [8]byte
	if size < int64(len(head)+len(tail)) {
		return nil, fmt.Errorf("%d bytes are too few for a Parquet file: copy it again", size)
	}
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return nil, err
	}
	if _, err := f.ReadAt(tail[:], size-int64(len(tail))); err != nil {
		return nil, err
	}
	switch {
	case string(head[:]) == encrypted || string(tail[4:]) == encrypted:
		return nil, errors.New("it is encrypted: write it without encryption")
	case string(head[:]) != magic:
		return nil, errors.New("it is not a Parquet file: its first four bytes are not PAR1")
	case string(tail[4:]) != magic:
		return nil, errors.New("it is cut off: its last four bytes are not PAR1, copy it again")
	}
	length := int64(binary.LittleEndian.Uint32(tail[:4]))
	if room := size - int64(len(head)+len(tail)); length > room {
		return nil, fmt.Errorf("its Parquet footer claims %d bytes and the file has room for %d: copy it again", length, room)
	}
	if length > maxFooter {
		return nil, fmt.Errorf("its Parquet footer has %d bytes, more than %d MiB", length, maxFooter>>20)
	}
	text := make([]byte, length)
	if _, err := f.ReadAt(text, size-int64(len(tail))-length); err != nil {
		return nil, err
	}
	return text, nil
}

// parseFooter reads a footer of a file of so many bytes. The library panics on some damage, so that is caught.
func parseFooter(text []byte, size int64) (foot footer, err error) {
	if err := checkThrift(text); err != nil {
		return footer{}, err
	}
	text, newer, err := withoutNewer(text)
	if err != nil {
		return footer{}, err
	}
	if err := unknownLogical(newer); err != nil {
		return footer{}, err
	}
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("its fields contradict each other")
		}
	}()
	meta, err := metadata.NewFileMetaData(text, nil)
	if err != nil {
		return footer{}, errors.New("it cannot be read")
	}
	if meta.Schema == nil {
		return footer{}, errors.New("it has no schema")
	}
	foot.columns, err = columnsOf(meta.Schema, newer)
	if err != nil {
		return footer{}, err
	}
	foot.rows = meta.NumRows
	return foot, checkGroups(meta, size)
}

// checkGroups follows the row groups to where they say that their pages are.
func checkGroups(meta *metadata.FileMetaData, size int64) error {
	var rows int64
	for i := range meta.RowGroups {
		group := meta.RowGroup(i)
		if n := group.NumRows(); n < 0 || n > math.MaxInt64-rows {
			return fmt.Errorf("row group %d claims %d rows", i, n)
		}
		rows += group.NumRows()
		if got, want := group.NumColumns(), meta.Schema.NumColumns(); got != want {
			return fmt.Errorf("row group %d has %d columns of %d", i, got, want)
		}
		for j := range group.NumColumns() {
			chunk, err := group.ColumnChunk(j)
			if err != nil {
				return fmt.Errorf("row group %d: column %d cannot be read", i, j)
			}
			from := chunk.DataPageOffset()
			if chunk.HasDictionaryPage() && chunk.DictionaryPageOffset() > 0 {
				from = min(from, chunk.DictionaryPageOffset())
			}
			if length := chunk.TotalCompressedSize(); from < 0 || length < 0 || from > size-length {
				return fmt.Errorf("row group %d: the pages of column %d lie outside of the file", i, j)
			}
		}
	}
	if rows != meta.NumRows {
		return fmt.Errorf("it claims %d rows and its row groups %d", meta.NumRows, rows)
	}
	return nil
}
