package reference

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"funneltrace/loaders/dialect/googlesql/functions"
	"funneltrace/loaders/engine/enginetest"
)

var (
	oracle = flag.String("oracle", "", "the folder of the reference, where npm install was run: compare random expressions with it")
	random = flag.Int("random", 20000, "how many random expressions")
	seed   = flag.Uint64("seed", 1, "where the random expressions begin")
)

// Errors are allowed, as what is refused is; another answer is not.
//
//	cp -r oracle /tmp/oracle && (cd /tmp/oracle && npm install)
//	go test ./loaders/dialect/reference -run Random -oracle /tmp/oracle -random 20000 -v
func TestRandomExpressionsHaveTheReferencesAnswer(t *testing.T) {
	if *oracle == "" {
		t.Skip("no -oracle")
	}
	ask := startOracle(t)
	ctx := context.Background()
	conn := enginetest.Connect(t, enginetest.Open(t))
	right, refusing, both, wrong := 0, map[string]int{}, 0, 0
	for i := range *random {
		g := &generator{Rand: rand.New(rand.NewPCG(*seed, uint64(i)))}
		c := ask(recorded{ID: fmt.Sprint(i), SQL: g.query()})
		got, _, err := answer(ctx, conn, c)
		want := wantRows(c)
		switch {
		case err != nil && c.Error != "":
			both++
		case err != nil:
			refusing[firstWords(err.Error())]++
		case c.Error != "" && unsaid.MatchString(c.Error):
			both++
		case c.Error != "" || !slices.EqualFunc(got, want, nearly):
			wrong++
			t.Errorf("seed %d, %d is wrong:\n\t%s\n\tgot  %q\n\twant %q%s", *seed, i, c.SQL, got, want, c.Error)
		default:
			right++
		}
	}
	t.Logf("%d right, %d errors of both, %d wrong; errors of ours alone: %v", right, both, wrong, refusing)
}

// unsaid are errors of the reference's that are none of the expression's meaning: a type that does not fit, a function it lacks.
var unsaid = regexp.MustCompile(`No matching signature|not found|Unsupported|Unimplemented|must be|Invalid cast|could not be coerced|[Nn]ot supported|more than 16000 elements|can only ORDER BY`)

// nearly says whether two values are the same, or numbers that differ in the last digits: sums of fractions depend on their order.
func nearly(got, want string) bool {
	if got == want {
		return true
	}
	a, err := strconv.ParseFloat(got, 64)
	if err != nil {
		return false
	}
	b, err := strconv.ParseFloat(want, 64)
	return err == nil && math.Abs(a-b) <= 1e-11*max(math.Abs(a), math.Abs(b), 1e-3)
}

func firstWords(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s[:min(len(s), 70)]
}

func startOracle(t *testing.T) func(recorded) recorded {
	t.Helper()
	dir, err := filepath.Abs(*oracle)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "oracle.js")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	return func(c recorded) recorded {
		line, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() {
			t.Fatalf("the reference says nothing to %s: %v", c.SQL, lines.Err())
		}
		answer := recorded{}
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
}

func TestEachFunctionStandsInTheGrammarOfRandomExpressions(t *testing.T) {
	all := aggregateCalls
	for _, calls := range grammar {
		all += "\n" + calls
	}
	for _, name := range functions.Names() {
		if _, reason := functions.Refused(name); !reason && !regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\(`).MatchString(all) && !notRandom[name] {
			t.Errorf("%s has no place in the grammar", name)
		}
	}
}
