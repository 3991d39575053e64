// Package seeds turns the CSV files of a dbt project, its seeds, into a snapshot that the rest of the program reads like any
// other.
//
//	snap, problems, err := seeds.Snapshot(ctx, cache, "jaffle_shop_seeds", []seeds.Seed{
//		{Name: "raw_orders", File: "/home/me/jaffle_shop/seeds/raw_orders.csv", Shown: "seeds/raw_orders.csv"},
//	}, child.Options{})
//	for _, p := range problems {
//		fmt.Fprintln(stderr, "note:", p)
//	}
//	err = attach.Tables(ctx, conn, snap, cache) // SELECT * FROM seeds.raw_orders
//
// The tables hold what dbt would have loaded, for the models were written against that. dbt reads a seed with Python's csv
// module and a library called agate, and so the rules here are theirs:
//
//   - Lines end in \n, \r\n or \r, within quotes too, where the end becomes \n. A quote counts at the start of a field only;
//     elsewhere it is text. A byte order mark is dropped.
//   - Nothing, blanks and the word null in any case are NULL, with or without quotes.
//   - A type is chosen for a column from all of its values, the first that fits of: number, date (2024-01-31), datetime
//     (2024-01-31 10:00:00), ISO datetime (2024-01-31T10:00:00Z, in UTC then), true or false, text. So 007 is the number 7,
//     and $1,234.50, 50% and 1e3 are numbers too. A column of NULLs is INTEGER.
//   - Numbers that are all whole, such as 1.0, are INTEGER, BIGINT or DECIMAL(38,0), whichever is the first to hold them; else
//     the column is DOUBLE.
//   - A type that the project gives in column_types wins: the texts are cast to it as they are, and one that cannot be is an
//     error. The types of other warehouses have equals here; see [Seed.ColumnTypes].
//   - A column without a name gets a letter by its place: a, b, c. A name that is taken gets _2, _3 and so on.
//   - A line with too few fields is filled with NULL, and a blank line is a row of NULLs.
//
// Where dbt would refuse a seed that can be read all the same, the rows are there and a [Problem] says what is the matter: a
// file that is not in UTF-8 is taken for Windows-1252, and a line with too many fields is left out and counted. What cannot be
// told from damage, such as a quote that is never closed, is an error: one line with the file, the line and what to do.
//
// Beside them stand the tables that a project reads from other files by itself ([Seed.Read]): those are what the engine makes of the files, in a
// child process, and the rules above are not about them.
//
// The text is read in Go, line by line; the engine only sees values that were found sound, and writes them as Parquet. A row's
// number is its place among the rows of the file.
package seeds
