// Package engine opens DuckDB and is the only one that knows its driver: the sandbox, the limits of memory and threads, how far
// a query is, appending rows, and the engine's errors in words for people. Whoever has files, chains or projects asks it; it must
// never know what these are.
//
// Start at [Open]. [Answers] is the engine that other people's templates may ask. Whatever the engine says goes through [Plain] or
// [Damaged] before anybody reads it.
package engine
