package freeze

import (
	"path/filepath"
	"regexp"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
)

// shardsOf reads a table's name that stands for several tables, as BigQuery has it: events_* is the table events, made of those whose names
// begin with events_.
func shardsOf(name string) (table, prefix string, sharded bool) {
	prefix, sharded = strings.CutSuffix(name, "*")
	if !sharded {
		return name, "", false
	}
	return strings.TrimRight(prefix, "_"), prefix, true
}

// part is how BigQuery numbers the files of one export.
var part = regexp.MustCompile(`[-_]?\d{12}$`)

// suffixes gives each file what follows the prefix in its table's name, as a column: the table is the folder or the file that is called so.
func (in *Input) suffixes(prefix string) error {
	for i, file := range in.Files {
		suffix := suffixIn(file, prefix)
		if suffix == "" {
			return engine.Usagef("%s is no table %s*: neither the file nor its folder is called so", file, prefix)
		}
		in.Folders[i] = append(in.Folders[i], snapshots.Partition{Column: tables.SuffixColumn, Value: suffix})
	}
	return nil
}

func suffixIn(file, prefix string) string {
	base := filepath.Base(file)
	if textfile.IsGzip(base) {
		base = strings.TrimSuffix(base, filepath.Ext(base))
	}
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if suffix, ok := strings.CutPrefix(base, prefix); ok {
		if name := part.ReplaceAllString(suffix, ""); name != "" {
			return name
		}
		return suffix
	}
	suffix, _ := strings.CutPrefix(filepath.Base(filepath.Dir(file)), prefix)
	if suffix == filepath.Base(filepath.Dir(file)) {
		return ""
	}
	return suffix
}
