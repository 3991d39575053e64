package loaders

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"funneltrace/snapshots/regular"
)

// checkFooter looks at both ends of a Parquet file, where most damage shows: an empty file, a download that broke off,
// a web page saved under the name.
func checkFooter(file string) error {
	f, err := regular.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	const magic, tail = "PAR1", 8 // the tail is the footer's length and the magic again
	switch {
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	case size == 0:
		return errors.New("it is empty")
	case size < int64(len(magic)+tail):
		return fmt.Errorf("%d bytes are no Parquet file", size)
	}
	var head [4]byte
	var end [tail]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return err
	}
	if _, err := f.ReadAt(end[:], size-tail); err != nil {
		return err
	}
	switch {
	case string(head[:]) != magic:
		return errors.New("it does not begin as Parquet does")
	case string(end[4:]) != magic:
		return errors.New("it does not end as Parquet does; it was cut short")
	case int64(binary.LittleEndian.Uint32(end[:4])) > size-int64(len(magic)+tail):
		return errors.New("its footer would be longer than the file")
	}
	return nil
}
