package yamlfile

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// laughs is a list of w aliases of a list of w aliases, and so on, n times.
func laughs(n, w int) string {
	b := strings.Builder{}
	b.WriteString("a0: &a0 x\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), w), ", "))
	}
	return b.String()
}

// stairs is n times the line, each further to the right than the one before.
func stairs(n int, line string) string {
	b := strings.Builder{}
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + line + "\n")
	}
	return b.String() + strings.Repeat(" ", n) + "x"
}

func numbered(n int, format string) string {
	b := strings.Builder{}
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestATextThatMeansHarmIsAnErrorAtOnce(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an anchor that is in itself":           {"a: &a [b, *a]", "f:1:11: the anchor &a contains itself"},
		"a mapping in itself":                   {"a: &a {b: *a}", "f:1:11: the anchor &a contains itself"},
		"a mapping merged into itself":          {"a: &a\n  <<: *a", "f:2:7: the anchor &a contains itself"},
		"an anchor in itself by another":        {"a: &a [&b [*a]]", "f:1:12: the anchor &a contains itself"},
		"an alias of nothing":                   {"a: *b\nb: &b x", "f:1:4: there is no anchor &b before this"},
		"a billion laughs":                      {laughs(9, 10), "f:7:9: with what its aliases stand for, this has more than 1000000 values"},
		"aliases within aliases":                {numbered(1, "a%d: &a0 x\n") + stepped(200), "nested too deep, with what its aliases stand for"},
		"brackets":                              {strings.Repeat("[", 1<<14), "f:1:65: nested too deep, more than 64 mappings and lists within each other"},
		"braces":                                {strings.Repeat("{a: ", 1000), "nested too deep"},
		"stairs of keys":                        {stairs(700, "a:"), "nested too deep"},
		"stairs of dashes":                      {stairs(700, "-"), "nested too deep"},
		"dashes":                                {strings.Repeat("- ", 1000) + "a", "nested too deep"},
		"question marks":                        {strings.Repeat("? ", 1000) + "a", "nested too deep"},
		"tags":                                  {"a: " + strings.Repeat("!!str ", 1<<15) + "b", "f:1:124: more than 24 tags and anchors before one value"},
		"tags over many lines":                  {"a:\n" + strings.Repeat(" !!str\n", 1<<15) + " b", "more than 24 tags and anchors before one value"},
		"anchors":                               {"a: " + strings.Repeat("&a ", 1<<15) + "b", "more than 24 tags and anchors before one value"},
		"many keys":                             {numbered(maxKeys+1, "k%d: v\n"), "f:5001:6: a mapping of more than 5000 keys"},
		"many keys in braces":                   {"{" + numbered(maxKeys+2, "k%d: v, ") + "}", "a mapping of more than 5000 keys"},
		"many items":                            {strings.Repeat("- a\n", maxItems+1), "f:20001:1: a list of more than 20000 items"},
		"many items in brackets":                {"[" + strings.Repeat("a,", maxItems+1) + "]", "a list of more than 20000 items"},
		"many keys, each with a mapping of its": {strings.Repeat("a: {b: {c: [d]}}\n", maxKeys+1), "a mapping of more than 5000 keys"},
		"many documents":                        {strings.Repeat("a: b\n---\n", 200), "more than 100 documents or directives in one file"},
		"many directives":                       {strings.Repeat("%YAML 1.2\n", 1<<15), "more than 100 documents or directives in one file"},
		"many words":                            {strings.Repeat("# a\n", maxTokens+1) + "a: b", "f: it is too long, more than 500000 words and signs"},
		"a large file":                          {strings.Repeat("x", maxBytes+1), "f: it has 4097 KiB, at most 4096 KiB of YAML are read"},
	} {
		ways := []bool{false}
		if len(c.text) < 1<<14 { // both ways to read parse alike, and long texts take long
			ways = append(ways, true)
		}
		for _, strict := range ways {
			done := make(chan error, 1)
			go func() {
				if strict {
					_, err := New("f").Parse([]byte(c.text))
					done <- err
					return
				}
				n, err := Tree("f", []byte(c.text))
				n.Value()
				done <- err
			}()
			select {
			case err := <-done:
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: got %v, want %q", name, err, c.want)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("%s: it does not end", name)
			}
		}
	}
}

// stepped is n lines, each an alias of the one before in a list.
func stepped(n int) string {
	b := strings.Builder{}
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d]\n", i, i, i-1)
	}
	return b.String()
}

func TestWhatPeopleWriteIsFarFromTheLimits(t *testing.T) {
	model := "  - name: m\n    description: \"[a {b\"\n    columns:\n" +
		strings.Repeat("      - name: c\n        description: |\n          {{ a }} [\n          - b\n        tests: [unique, {accepted_values: {values: [a, b]}}]\n", 20)
	for name, text := range map[string]string{
		"properties of 300 models":     "version: 2\nmodels:\n" + strings.Repeat(model, 300),
		"as many keys as may be":       numbered(maxKeys, "k%d: v\n"),
		"many lists with the same key": strings.Repeat("- a\n", maxItems),
		"a list in its key's column":   "a:\n" + strings.Repeat("- x\n", 100) + "b:\n" + strings.Repeat("- y\n", 100),
		"an anchor that is used twice": "a: &a {b: c}\nd: *a\ne: {<<: *a, f: g}",
		"an anchor of a used name":     "a: &a 1\nb: *a\nc: &a [2, 3]\nd: *a",
	} {
		if _, err := Tree("f", []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAliasIsTheLastAnchorOfItsName(t *testing.T) {
	n, err := Tree("f", []byte("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: {<<: &m {p: 3}, q: 4}\nf: *m"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"b": "1", "d": "2", "e.p": "3", "e.q": "4", "f.p": "3"} {
		if got := n.Get(path).Text(); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}
