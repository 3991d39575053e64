package loaders

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/textfile"
	"funneltrace/trace/sqltree"
)

// parquetFile writes a Parquet file of one row with the engine.
func parquetFile(t *testing.T, list string) string {
	t.Helper()
	dir := t.TempDir()
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	path := filepath.Join(dir, "x.parquet")
	enginetest.Exec(t, c, "COPY (SELECT "+list+") TO "+sqltree.Literal(path)+" (FORMAT parquet)")
	return path
}

// nested is a value in so many lists or structs.
func nested(depth int, open, closing string) string {
	return strings.Repeat(open, depth) + "1" + strings.Repeat(closing, depth) + " AS deep"
}

func TestParquetThatIsTooDeepOrTooWideIsRefusedBeforeTheEngineReadsIt(t *testing.T) {
	var wide []string
	for i := range textfile.MaxColumns + 1 {
		wide = append(wide, fmt.Sprintf("1 AS c%d", i))
	}
	for _, test := range []struct{ name, list, want string }{
		{"lists", nested(16+1, "[", "]"), `column "deep" has more than 16 lists within each other; write it as text, such as JSON`},
		{"objects", nested(64, "{'x': ", "}"), `column "deep" is nested more than 64 deep; write it as text, such as JSON`},
		{"lists beside each other", nested(16-2, "[", "]") + ", [1] AS a, [2] AS b", ""},
		{"objects that are not too deep", nested(24, "{'x': ", "}"), ""},
		{"columns", strings.Join(wide, ", "), "it has 5001 columns, and a table has 5000 at most"},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			_, err := frozenSnapshot(t, freeze.Options{}, "t="+parquetFile(t, test.list))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantText(t, err, test.want)
			if strings.Contains(err.Error(), "damaged") || time.Since(start) > 20*time.Second {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
		})
	}
}

func TestCSVThatIsTooWideIsRefused(t *testing.T) {
	dir := inFolder(t, map[string]string{"x.csv": strings.TrimSuffix(strings.Repeat("a,", textfile.MaxColumns+1), ",") + "\n"})
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+filepath.Join(dir, "x.csv"))
	wantText(t, err, "line 1: it has 5001 columns, and a table has 5000 at most")
}

func TestTooLittleMemoryIsNotCalledDamage(t *testing.T) {
	got := engine.Damaged("x.parquet", fmt.Errorf("failed to allocate data of size 2.0 GiB (128.1 MiB/476.8 MiB used)")).Error()
	if !strings.HasSuffix(got, "used); give more with --memory-limit, or fewer --threads") {
		t.Errorf("got %s", got)
	}
}

func TestAChildThatNeedsTooMuchMemoryIsEndedWithALine(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems tell less of memory")
	}
	file := parquetFile(t, "range AS a, range::VARCHAR AS b FROM range(5000000)") // a second of reading
	t.Setenv("FUNNELTRACE_TEST_GROW", "1")
	_, err := frozenSnapshot(t, freeze.Options{Options: child.Options{MemoryLimit: "64MiB"}}, "t="+file)
	wantText(t, err, "it needs more than 336 MiB of memory to be read; give more with --memory-limit")
}
