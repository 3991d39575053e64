// Package tables takes the files of one table together as one relation, whatever their format: columns by their names, types that
// hold the values of all, what the folders' names say, rows numbered in the order of the files. It also says what of it cannot be
// read as it is. It must never know snapshots' manifests, the cache, or where the relation goes.
//
// Start at [TableFiles] for Parquet and at [TextFiles] for CSV and NDJSON.
//
// Its tests are those of package loaders, where tables are attached and frozen: files are written there, and rows compared.
package tables
