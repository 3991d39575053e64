// Package textfile reads CSV and NDJSON line by line, as strictly as their definitions have it, so that the engine is only given
// text that it cannot misunderstand. It says what is wrong with which line, or sieves the bad lines out, and what type fits all
// values of a JSON key. It must never know the engine, or that a table has several files.
//
// Start at [Source]; then [CheckCSV] and [CheckNDJSON], which are strict, and [SiftCSV] and [SiftNDJSON], which are patient.
package textfile
