package loaders

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/htmlindex"

	"funneltrace/loaders/csvform"
	"funneltrace/loaders/freeze"
)

// inEncoding returns a text in an encoding.
func inEncoding(t *testing.T, name, text string) string {
	t.Helper()
	enc, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const ga4 = "# ----\n# Traffic acquisition\n#\n# Start date: 20240501\nSource,Sessions\ngoogle,1204\n(direct),990\n"

func TestCSVIsReadAsPeopleHaveIt(t *testing.T) {
	const ads = "Keyword\tCurrency\tSearches\nschuhe über\tEUR\t1,900\n\"a\tb\"\tEUR\t\"12,100\"\n"
	const adsRows = "{'Keyword': schuhe über, 'Currency': EUR, 'Searches': '1,900', '__row': 0} {'Keyword': a\tb, 'Currency': EUR, 'Searches': '12,100', '__row': 1}"
	const adsNote = "numbers with a comma, which may stand before a fraction or between thousands, are text: Searches"
	for _, test := range []struct{ name, text, rows, types, notes string }{
		{"tabs", ads, adsRows, "Keyword VARCHAR, Currency VARCHAR, Searches VARCHAR", "read as tab separated|" + adsNote},
		{"UTF-16 with a mark", "\xff\xfe" + inEncoding(t, "utf-16le", ads), adsRows, "Keyword VARCHAR, Currency VARCHAR, Searches VARCHAR", "read as tab separated, in utf-16le|" + adsNote},
		{"UTF-16", inEncoding(t, "utf-16le", ads), adsRows, "Keyword VARCHAR, Currency VARCHAR, Searches VARCHAR", "read as tab separated, in utf-16le|" + adsNote},
		{"UTF-16BE", inEncoding(t, "utf-16be", strings.ReplaceAll(ads, "\n", "\r\n")), adsRows, "Keyword VARCHAR, Currency VARCHAR, Searches VARCHAR", "read as tab separated, in utf-16be|" + adsNote},
		{"Windows-1252", inEncoding(t, "windows-1252", ads), adsRows, "Keyword VARCHAR, Currency VARCHAR, Searches VARCHAR", "read as tab separated, in windows-1252|" + adsNote},
		{"a mark before UTF-8", "\ufeffa;b\n1;2\n", "{'a': 1, 'b': 2, '__row': 0}", "a BIGINT, b BIGINT", "read as ; separated"},
		{"GA4", ga4, "{'Source': google, 'Sessions': 1204, '__row': 0} {'Source': '(direct)', 'Sessions': 990, '__row': 1}", "Source VARCHAR, Sessions BIGINT", "read as comma separated, header in line 5"},
		{"a German spreadsheet", "sep=;\r\nDatum;Kosten;Klicks;Quote\r\n01.03.2024;1.234,56;1.200;0.5\r\n02.03.2024;99,90;12;1.25\r\n",
			"{'Datum': 01.03.2024, 'Kosten': '1.234,56', 'Klicks': 1.200, 'Quote': 0.5, '__row': 0} {'Datum': 02.03.2024, 'Kosten': '99,90', 'Klicks': 12, 'Quote': 1.25, '__row': 1}",
			"Datum VARCHAR, Kosten VARCHAR, Klicks VARCHAR, Quote DOUBLE",
			"read as ; separated, header in line 2|numbers with a comma, which may stand before a fraction or between thousands, are text: Kosten|numbers whose point may stand between thousands, as in 1.200, are text: Klicks"},
		{"German numbers between tabs", "a\tb\tc\n99,90\t1.200\t0.125\n1,5\t12\t1.250\n", "{'a': '99,90', 'b': 1.200, 'c': 0.125, '__row': 0} {'a': '1,5', 'b': 12, 'c': 1.25, '__row': 1}", "a VARCHAR, b VARCHAR, c DOUBLE",
			"read as tab separated|numbers with a comma, which may stand before a fraction or between thousands, are text: a|numbers whose point may stand between thousands, as in 1.200, are text: b"},
		{"English numbers", "a,b\n\"1,234.50\",1.200\n12,3\n", "{'a': '1,234.50', 'b': 1.2, '__row': 0} {'a': 12, 'b': 3.0, '__row': 1}", "a VARCHAR, b DOUBLE",
			"numbers with a comma, which may stand before a fraction or between thousands, are text: a"},
		{"points before three digits, separated by commas", "a,b\n1.200,x\n", "{'a': 1.2, 'b': x, '__row': 0}", "a DOUBLE, b VARCHAR", ""},
		{"names with other line ends than the lines", "\"a\nb\",c\r\n1,2\r\n3,\"x\ny\"\r\n", "{'a\nb': 1, 'c': 2, '__row': 0} {'a\nb': 3, 'c': x\ny, '__row': 1}", "a\nb BIGINT, c VARCHAR", ""},
		{"a name with a carriage return", "\"a\rb\"\n1\n3\n", "{'a\rb': 1, '__row': 0} {'a\rb': 3, '__row': 1}", "a\rb BIGINT", ""},
		{"a total that fits", "a,b,c\nx,y,1\n,Grand total,1\n", "{'a': x, 'b': y, 'c': 1, '__row': 0} {'a': NULL, 'b': Grand total, 'c': 1, '__row': 1}", "a VARCHAR, b VARCHAR, c BIGINT",
			"line 3 is read as a row, and looks like a total of other lines; take it out if it is one"},
		{"a quote in a quoted field", "a;b\n\"x\"\"y;\";\"1\n2\"\n", "{'a': 'x\"y;', 'b': 1\n2, '__row': 0}", "a VARCHAR, b VARCHAR", "read as ; separated"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := inFolders(t, map[string]string{"t/x.csv": test.text})
			bothWays(t, dir, freeze.Options{}, func(t *testing.T, query func(string) string, notes []string) {
				if diff := cmp.Diff(test.rows, query(allRows)); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(test.types, query(allTypes)); diff != "" {
					t.Error(diff)
				}
				got := strings.NewReplacer("table t: ", "", "file t/x.csv: ", "", "file x.csv: ", "").Replace(strings.Join(notes, "|"))
				if diff := cmp.Diff(test.notes, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestQuotesAreTextWhereThatIsSaid(t *testing.T) {
	dir := inFolder(t, map[string]string{"x.tsv": "name\tn\n5\" pipe\t1\n\"x\t2\n"})
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+dir+"/x.tsv")
	wantText(t, err, "x.tsv line 2: a quote in the middle of a field (see --quote none)")
	none := ""
	s := mustFreeze(t, freeze.Options{Given: map[string]csvform.Given{"t": {Quote: &none}}}, "t="+dir+"/x.tsv")
	if got, want := rowsOf(t, s, "t"), "{'name': '5\" pipe', 'n': 1} {'name': '\"x', 'n': 2}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestHowAFileWasReadIsInTheManifest(t *testing.T) {
	dir := inFolder(t, map[string]string{"a.csv": "x,y\n1,2\n", "b.csv": "\xff\xfe" + inEncoding(t, "utf-16le", "sep=;\nx;y\n3;4\n")})
	s := mustFreeze(t, freeze.Options{}, "t="+dir+"/a.csv", "t="+dir+"/b.csv")
	if in := s.Manifest.Tables[0].Inputs; in[0].Read != nil || in[1].Read.String() != "; separated, header in line 2, in utf-16le" {
		t.Errorf("got %v and %v", in[0].Read, in[1].Read)
	}
}

func TestLinesOfAnyFormAreNumberedAsInTheFile(t *testing.T) {
	for name, text := range map[string]string{
		"GA4":    ga4 + ",2194,Grand total\n",
		"UTF-16": "\xff\xfe" + inEncoding(t, "utf-16le", ga4+",2194,Grand total\n"),
		"gz":     ga4 + ",2194,Grand total\n",
	} {
		file := "x.csv"
		if name == "gz" {
			file = "x.csv.gz"
		}
		dir := inFolder(t, map[string]string{file: text})
		_, err := frozenSnapshot(t, freeze.Options{}, "t="+dir+"/"+file)
		wantText(t, err, "1 line cannot be read: "+file+" line 8: 3 fields where the header has 2")
		s := mustFreeze(t, freeze.Options{AcceptRejects: true}, "t="+dir+"/"+file)
		if got, want := rowsOf(t, s, "t"), "{'Source': google, 'Sessions': 1204} {'Source': '(direct)', 'Sessions': 990}"; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// An export with several tables, each after its own comments: the second is never taken for rows of the first.
func TestASecondTableAfterCommentsIsNotPartOfTheFirst(t *testing.T) {
	dir := inFolder(t, map[string]string{"x.csv": "# Start\n\na,b\n1,2\n\n# Totals\na,b\n3,4\n"})
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+dir+"/x.csv")
	wantText(t, err, "4 lines cannot be read: x.csv line 5: a blank line; x.csv line 6: a comment, after which another table may begin; x.csv line 7: not of this table, which ends before line 6; and 1 more")
	s := mustFreeze(t, freeze.Options{AcceptRejects: true}, "t="+dir+"/x.csv")
	if got, want := rowsOf(t, s, "t"), "{'a': 1, 'b': 2}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	list, err := os.ReadFile(filepath.Join(s.Dir, freeze.RejectsFile))
	if err != nil || strings.Count(string(list), "\n") != 5 {
		t.Errorf("got the list %q, %v", list, err)
	}
}

func TestBadLinesOfEachFormAreLeftOut(t *testing.T) {
	dir := inFolder(t, map[string]string{"in/0.csv": "# good\n\na,b\n0,0\n", "in/a.csv": "sep=;\na;b\n1;2\nbad\n3;\"4\"\n", "in/b.csv": inEncoding(t, "windows-1252", "b|a\nü|5\nx\n")})
	s := mustFreeze(t, freeze.Options{AcceptRejects: true}, "t="+dir+"/in")
	if got, want := rowsOf(t, s, "t"), "{'a': 0, 'b': 0} {'a': 1, 'b': 2} {'a': 3, 'b': 4} {'a': 5, 'b': ü}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if in := s.Manifest.Tables[0].Inputs; in[0].Rejected != 0 || in[1].Rejected != 1 || in[2].Rejected != 1 {
		t.Errorf("got %+v", in)
	}
}

func TestAFormThatIsUnclearNamesTheFlagThatDecides(t *testing.T) {
	dir := inFolders(t, map[string]string{"t/x.csv": "name;dept\nIvan\nOlga\n"})
	const want = `line 1: the header "name;dept" would be one column, and separated by ; it has more fields than the lines after it; say which with --delimiter`
	_, _, err := read(t, dir)
	wantText(t, err, "table t: file t/x.csv: "+want+"; trace snapshots freeze takes the flag")
	_, err = frozenSnapshot(t, freeze.Options{AcceptRejects: true}, "t="+dir+"/t")
	wantText(t, err, "table t: file x.csv: "+want)
	comma := ","
	s := mustFreeze(t, freeze.Options{Given: map[string]csvform.Given{"t": {Delimiter: &comma}}}, "t="+dir+"/t")
	if got, want := rowsOf(t, s, "t"), "{'name;dept': Ivan} {'name;dept': Olga}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTextInAnEncodingThatIsNotWesternIsRefusedUnlessItIsNamed(t *testing.T) {
	dir := inFolder(t, map[string]string{"x.csv": inEncoding(t, "windows-1251", "город,n\nМосква,1\n")})
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+dir+"/x.csv")
	wantText(t, err, "file x.csv: line 1: the header cannot be read: not UTF-8 text (see --encoding)")
	name := "windows-1251"
	s := mustFreeze(t, freeze.Options{Given: map[string]csvform.Given{"t": {Encoding: &name}}}, "t="+dir+"/x.csv")
	if got, want := rowsOf(t, s, "t"), "{'город': Москва, 'n': 1}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestALineThatIsATotalIsNamedAsThat(t *testing.T) {
	const export = "Source,Sessions,Revenue\ngoogle,1204,1\nother,990,2\n,2194,3,Grand total\n"
	dir := inFolder(t, map[string]string{"x.csv": export})
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+filepath.Join(dir, "x.csv"))
	wantText(t, err, "line 4: 4 fields where the header has 3; it looks like a total of other lines, which is no row")
	s, err := frozenSnapshot(t, freeze.Options{AcceptRejects: true}, "t="+filepath.Join(dir, "x.csv"))
	if err != nil || s.Rows() != 2 {
		t.Fatalf("got %v, %v", s, err)
	}
}
