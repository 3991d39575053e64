package snapshots

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/parquet/metadata"

	"funneltrace/snapshots/regular"
)

// Detail is what the ends of a table's Parquet files say about its insides. Reading it takes no engine and no scan.
type Detail struct {
	RowGroups   int
	LargestRows int64  // of a row group
	Compression string // of all pages: LZ4_RAW; "mixed" if they differ
	Columns     []ColumnDetail
}

// ColumnDetail is what is known of a column without reading it.
type ColumnDetail struct {
	Bytes int64 // compressed, all its parts
	Nulls int64 // rows that have NULL; -1 if only reading can tell, as for structures and lists
}

// Detail returns what the files of a Parquet table say about it; of other formats it is nil.
func (s *Snapshot) Detail(t Table) (*Detail, error) {
	if t.Format != Parquet {
		return nil, nil
	}
	root, err := regular.OpenRoot(s.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	d := &Detail{Columns: make([]ColumnDetail, len(t.Columns))}
	for _, f := range t.Files {
		meta, err := readMeta(root, f.Path)
		if err == nil {
			err = d.add(meta, t.Columns)
		}
		if err != nil {
			return nil, fmt.Errorf("read snapshot %s: table %s: %s: %w", s.Name, t, f.Path, err)
		}
	}
	for i := range t.Nulls {
		d.Columns[i].Nulls = t.Nulls[i]
	}
	return d, nil
}

// add counts one file in. Statistics of a damaged file may make the library panic.
func (d *Detail) add(meta *metadata.FileMetaData, columns []Column) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("its statistics are damaged: copy the file again")
		}
	}()
	index, held := map[string]int{}, map[int]bool{}
	for i, c := range columns {
		index[strings.ToLower(c.Name)] = i
	}
	for i := range meta.RowGroups {
		group := meta.RowGroup(i)
		d.RowGroups++
		d.LargestRows = max(d.LargestRows, group.NumRows())
		for j := range group.NumColumns() {
			chunk, err := group.ColumnChunk(j)
			if err != nil {
				return err
			}
			path := meta.Schema.Column(j).ColumnPath()
			at, ok := index[strings.ToLower(path[0])]
			if !ok {
				continue
			}
			held[at] = true
			switch codec := strings.ToUpper(chunk.Compression().String()); d.Compression {
			case "", codec:
				d.Compression = codec
			default:
				d.Compression = "mixed"
			}
			c := &d.Columns[at]
			c.Bytes += chunk.TotalCompressedSize()
			stats, err := chunk.Statistics()
			switch {
			case len(path) > 1 || meta.Schema.Column(j).MaxRepetitionLevel() > 0 || err != nil || stats == nil || !stats.HasNullCount():
				c.Nulls = -1
			case c.Nulls >= 0:
				c.Nulls += stats.NullCount()
			}
		}
	}
	for i := range d.Columns {
		if c := &d.Columns[i]; !held[i] && c.Nulls >= 0 {
			c.Nulls += meta.NumRows // the file lacks the column
		}
	}
	return nil
}
