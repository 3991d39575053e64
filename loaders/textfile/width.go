package textfile

import "fmt"

// MaxColumns of a table, the fields of Parquet's objects counted: the engine's time grows with their square, and is 25 s here.
const MaxColumns = 5000

// TooWide says that a table has too many columns.
func TooWide(columns int) string {
	return fmt.Sprintf("it has %d columns, and a table has %d at most; write those that are needed, or a row for each column", columns, MaxColumns)
}
