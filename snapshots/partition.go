package snapshots

import (
	"net/url"
	"path"
	"strings"
)

// Partition is what the name of a folder says of the rows below it: dt=2024-01-31.
type Partition struct {
	Column, Value string
	Null          bool // there is no value
}

// Partitions returns what the folders of a path say, the outermost first. The path has slashes.
func Partitions(file string) []Partition {
	var found []Partition
	for _, folder := range strings.Split(path.Dir(file), "/") {
		column, value, ok := strings.Cut(folder, "=")
		if column, ok = unescaped(column), ok && column != ""; !ok {
			continue
		}
		found = append(found, Partition{column, unescaped(value), value == "" || value == "__HIVE_DEFAULT_PARTITION__" || strings.EqualFold(value, "NULL")})
	}
	return found
}

// unescaped reads %20 and the like; what is no escape stays.
func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}
