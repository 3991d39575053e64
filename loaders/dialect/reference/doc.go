// Package reference holds what GoogleSQL means by the word of its own evaluator: its tests run the recorded cases of testdata
// through the translation and the engine. It has no code of its own; it stands apart as the dialects know no engine.
//
// Each line of a .jsonl file is a query with the columns, types and rows that ZetaSQL gave, or its error. A number is {"n": text},
// a struct {"s": [[name, value], …]}, JSON {"j": text}, bytes "hex:…". The queries of queries.jsonl were made at random, over the
// tables of queries_tables.sql.
package reference
