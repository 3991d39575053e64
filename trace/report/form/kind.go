package form

import (
	"path/filepath"
	"slices"
	"strings"
)

// Kind is a form of output. Its name is that of the flag that asks for it and the ending of the files that are in it.
type Kind string

// The forms that something is written in. Not everything is written in all of them.
const (
	KindCSV      Kind = "csv"
	KindJSON     Kind = "json"
	KindMarkdown Kind = "md"
	KindHTML     Kind = "html"
	KindParquet  Kind = "parquet"
	KindText     Kind = "txt"
)

// named are the endings that say in which form a file is meant to be, whether or not anything is written in it.
var named = []Kind{KindCSV, KindJSON, KindMarkdown, KindHTML, KindParquet, "xlsx", "arrow"}

// KindOf returns the form that the ending of a file's name stands for; any ending may be one.
func KindOf(path string) Kind {
	return Kind(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")))
}

// Named reports whether somebody who gives a file this ending asks for a form.
func (k Kind) Named() bool { return slices.Contains(named, k) }

// Flag returns the flag that asks for the form: --csv.
func (k Kind) Flag() string { return "--" + string(k) }

// Ending returns the ending of files that are in the form: .csv.
func (k Kind) Ending() string { return "." + string(k) }

// Endings returns the endings of several forms.
func Endings(ks []Kind) []string {
	out := make([]string, len(ks))
	for i, k := range ks {
		out[i] = k.Ending()
	}
	return out
}
