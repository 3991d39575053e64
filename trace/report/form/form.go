// Package form is what a report is written in: text for a terminal, Markdown, HTML, CSV and JSON. Whatever a report is given
// (a title, a label, a predicate, a column's name, a value, a note) may have been written by a stranger, so each form makes
// text harmless where it is written, and a report that forgets to ask for it gets it all the same.
//
// The rules are:
//
//   - A terminal obeys control characters, escape sequences and marks that reorder text: [Visible] shows them instead. All
//     lines of a [Text] go through it, what is written to a [Guard] does, and so does every value of a [Template].
//   - In Markdown, markup and text have two types. A constant is [Markdown] by itself; a string becomes it by [MD], which
//     escapes it, or by [Code]. A [Page] takes nothing else, so that the compiler finds a text which was not escaped.
//   - A spreadsheet runs text that begins like a formula: [CSV] takes that from it, unless it is asked for the data as they are.
//   - [JSON] keeps values as they are, for whoever reads them, and writes what a terminal would obey as \u escapes.
//
// What is harmless already stays as it is, so text may go through [Visible] twice.
//
// The package knows how to write and nothing of what is written: no ledger, no diff.
package form
