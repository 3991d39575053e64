package snapshots

import (
	"fmt"
	"regexp"
)

// plainName is what a new snapshot's or table's name is made of: it is a folder's or file's name, a name in SQL and a word
// on a command line.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// CheckName returns an error unless name can be that of a new snapshot: <family>_<YYYYMMDD>.
func CheckName(name string) error {
	family, date := splitName(name)
	if date == "" || !plainName.MatchString(family) {
		return fmt.Errorf("%q cannot be a snapshot's name: write <family>_<YYYYMMDD>, such as shop_20240131", name)
	}
	return nil
}

// CheckTableName returns an error unless name can be that of a table of a new snapshot.
func CheckTableName(name string) error {
	if !plainName.MatchString(name) {
		return fmt.Errorf("%q cannot be a table's name: use letters, digits, _ and -, a letter first", name)
	}
	return nil
}
