// Package attach makes a snapshot's tables readable: it scans their Parquet once, imports their text into the cache and makes views of
// them all, with and without the rows' numbers. It must never know chains, or how a snapshot is made.
//
// Start at [Tables]; [Scan] and [Import] come before it.
package attach
