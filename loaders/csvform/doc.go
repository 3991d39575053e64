// Package csvform tells how a CSV file is to be read: what stands between its fields, in which line its header is, in which
// encoding its text is. Spreadsheets, ad networks and analytics tools each have ways of their own.
//
//	in, encoding, err := csvform.Decode(file, "")       // UTF-8, whatever the file is in
//	form, err := csvform.Sniff(head, whole, csvform.Given{}) // of the text's first lines
//
// The rules are:
//
//   - A byte order mark says the encoding, and so do the zeros of UTF-16. Else it is UTF-8; a file that is not, and has what
//     Western European text has in Windows-1252, is that.
//   - A first line sep=; says the delimiter. Blank lines and lines that begin with # before the header are no data.
//   - The delimiter is the one of comma, semicolon, tab and bar that gives the header at least two fields, and the lines after
//     it as many; of several, the one with the most fields.
//   - What can be told in two ways is an error that names the flags which decide. A header is never taken for one column in
//     silence if it holds a delimiter.
package csvform
