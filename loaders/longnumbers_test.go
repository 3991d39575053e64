package loaders

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/textfile"
)

func TestNumbersOfJSONThatNoTypeHoldsAreTextOfAllTheirDigits(t *testing.T) {
	root := &textfile.JsonType{}
	lines := []string{
		`{"id":9223372036854775808,"d":0.12345678901234567890,"mixed":1,"f":0.1,"s":{"a":-9223372036854775809},"l":[1,1.00000000000000000001],"tiny":1e-400,"plain":"0.12345678901234567890","m":{"k":[2,{"n":18446744073709551617}]},"n":NaN}`,
		`{"id":9223372036854775809,"d":0.5,"mixed":9007199254740993,"f":0.30000000000000004,"s":{"a":1},"l":[2],"tiny":1,"plain":"x","m":"text","n":9007199254740993}`,
		`{"id":1,"d":12345678901234567891.0,"mixed":0.5,"f":5e-324,"s":null,"l":[],"tiny":1e400,"plain":"y","m":null,"n":1}`,
	}
	if _, err := textfile.CheckNDJSON(strings.NewReader(strings.Join(lines, "\n")), root); err != nil {
		t.Fatal(err)
	}
	want := `STRUCT("id" VARCHAR, "d" VARCHAR, "mixed" VARCHAR, "f" DOUBLE, "s" STRUCT("a" VARCHAR), "l" VARCHAR[], "tiny" VARCHAR, "plain" VARCHAR, "m" VARCHAR, "n" VARCHAR)`
	if diff := cmp.Diff(want, root.SQL()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := root.LongNote(); !strings.HasSuffix(got, "are text: id, d, mixed, s, l, tiny, m, n") {
		t.Errorf("got %q", got)
	}

	query, err := load(t, textSnapshot(t, ".ndjson", strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	for of, want := range map[string]string{
		`SELECT string_agg(id, ' ') FROM s.t`:        "9223372036854775808 9223372036854775809 1",
		`SELECT string_agg(d, ' ') FROM s.t`:         "0.12345678901234567890 0.5 12345678901234567891.0",
		`SELECT string_agg(mixed, ' ') FROM s.t`:     "1 9007199254740993 0.5",
		`SELECT string_agg(s.a, ' ') FROM s.t`:       "-9223372036854775809 1",
		`SELECT CAST(l AS VARCHAR) FROM s.t LIMIT 1`: "[1, 1.00000000000000000001]",
		`SELECT string_agg(tiny, ' ') FROM s.t`:      "1e-400 1 1e400",
		`SELECT m FROM s.t LIMIT 1`:                  `{"k":[2,{"n":"18446744073709551617"}]}`,
		`SELECT CAST(max(f) AS VARCHAR) FROM s.t`:    "0.30000000000000004",
		`SELECT string_agg(n, ' ') FROM s.t`:         "NaN 9007199254740993 1",
		`SELECT string_agg(plain, ' ') FROM s.t`:     "0.12345678901234567890 x y",
	} {
		if got := query(of); got != want {
			t.Errorf("%s: got %q, want %q", of, got, want)
		}
	}
}
