package loaders

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
)

// arrowFile writes a column of three values, the last of which is NULL, with Arrow's writer, as BigQuery and pandas do.
func arrowFile(t *testing.T, path string, typ arrow.DataType, props []pqarrow.WriterOption, fill func(b array.Builder)) {
	t.Helper()
	s := arrow.NewSchema([]arrow.Field{{Name: "c", Type: typ, Nullable: true}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	fill(b.Field(0))
	b.Field(0).AppendNull()
	rec := b.NewRecord()
	defer rec.Release()
	var buf bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &buf, parquet.NewWriterProperties(), pqarrow.NewArrowWriterProperties(props...))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheEngineWouldRoundIsRefused(t *testing.T) {
	whole := time.Date(2024, 6, 1, 0, 0, 0, 123456000, time.UTC)
	odd := whole.Add(789)
	times := func(ts ...time.Time) func(array.Builder) {
		return func(b array.Builder) {
			for _, at := range ts {
				b.(*array.TimestampBuilder).Append(arrow.Timestamp(at.UnixNano()))
			}
		}
	}
	utc, local := &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, &arrow.TimestampType{Unit: arrow.Nanosecond}
	int96 := []pqarrow.WriterOption{pqarrow.WithDeprecatedInt96Timestamps(true)}
	for _, test := range []struct {
		name  string
		typ   arrow.DataType
		props []pqarrow.WriterOption
		fill  func(array.Builder)
		want  string // an error; none is that the values are kept
		kept  string
	}{
		{"BIGNUMERIC", &arrow.Decimal256Type{Precision: 76, Scale: 38}, nil, func(b array.Builder) {
			b.(*array.Decimal256Builder).Append(decimal256.FromI64(1))
		}, `column "c" is DECIMAL(76,38), and the engine has 38 digits at most, so that it would be rounded; write it as text, or as NUMERIC with fewer digits`, ""},
		{"NUMERIC", &arrow.Decimal128Type{Precision: 38, Scale: 9}, nil, func(b array.Builder) {
			if err := b.AppendValueFromString("12345678901234567890123456789.987654321"); err != nil {
				t.Fatal(err)
			}
		}, "", "12345678901234567890123456789.987654321"},
		{"nanoseconds in UTC", utc, nil, times(whole, odd), `column "c" has nanoseconds, such as …789 ns among the rows from 1 on, and the engine would cut them off; write microseconds, or the nanoseconds as BIGINT`, ""},
		{"nanoseconds before 1970", utc, nil, times(time.Unix(-1, 1)), `such as …999 ns`, ""},
		{"a type of nanoseconds in UTC whose values have none", utc, nil, times(whole), "", "2024-06-01 00:00:00.123456+00"},
		{"nanoseconds without a zone, which the engine holds", local, []pqarrow.WriterOption{}, times(odd), "", "2024-06-01 00:00:00.123456789"},
		{"INT96", local, int96, times(whole, odd), `column "c" has nanoseconds, such as 2024-06-01 00:00:00.123456789`, ""},
		{"INT96 of whole microseconds", local, int96, times(whole), "", "2024-06-01 00:00:00.123456"},
		{"nanoseconds in a list", arrow.ListOf(utc), nil, func(b array.Builder) {
			l := b.(*array.ListBuilder)
			l.Append(true)
			times(whole, odd)(l.ValueBuilder())
		}, `has nanoseconds`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "s_20260101")
			arrowFile(t, filepath.Join(dir, "t", "x.parquet"), test.typ, test.props, test.fill)
			query, _, raw := read(t, dir)
			s, frozen := frozenSnapshot(t, freeze.Options{}, "t="+dir+"/t/x.parquet")
			if test.want != "" {
				wantText(t, raw, "table t: file t/x.parquet: ", test.want)
				wantText(t, frozen, "table t: file x.parquet: ", test.want)
				return
			}
			if raw != nil || frozen != nil {
				t.Fatalf("got the errors %v and %v, want none", raw, frozen)
			}
			if got := query("SELECT c FROM s.t WHERE c IS NOT NULL"); got != test.kept {
				t.Errorf("raw: got %s, want %s", got, test.kept)
			}
			if got := enginetest.Cell(t, enginetest.Connect(t, enginetest.Open(t, s.Dir)), "SELECT c FROM "+tableOf(s, "t")+" WHERE c IS NOT NULL"); got != test.kept {
				t.Errorf("frozen: got %s, want %s", got, test.kept)
			}
		})
	}
}

func TestAFootersTypesAreWhatTheEngineReads(t *testing.T) {
	for _, typ := range []string{"TIME_NS", "TIME", "TIMESTAMP_NS", "TIMESTAMP", "TIMESTAMPTZ", "DECIMAL(9,2)", "UBIGINT", "UUID"} {
		dir := inFolders(t, map[string]string{"t.parquet": "SELECT CAST(NULL AS " + typ + ") AS c"})
		snap, err := snapshots.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		want := enginetest.Cell(t, enginetest.Connect(t, enginetest.Open(t, dir)), "SELECT any_value(typeof(c)) FROM "+tables.ReadParquet([]string{filepath.Join(dir, "t.parquet")}))
		if got := snap.Manifest.Tables[0].Columns[0].Type; got != want {
			t.Errorf("%s: the footer's reader says %s, the engine %s", typ, got, want)
		}
	}
}
