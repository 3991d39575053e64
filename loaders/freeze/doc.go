// Package freeze makes snapshots: it reads other people's files, whatever their format, and writes sorted Parquet with a manifest,
// which it reads again and compares. What it reads it reads in a child process. It must never know chains or the cache.
//
// Start at [ParseInputs] and [Into]. [ReadFiles] is the same for one table that a project's SQL reads from files.
//
// Its tests are those of package loaders: freeze_test.go and what is named after what a file may hold.
package freeze
