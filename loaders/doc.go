// Package loaders lets things in: it opens DuckDB in a sandbox, attaches a snapshot's tables to it and reads chains of
// models. What it lets in was made by other people, so it trusts none of it.
//
//	db, err := loaders.Open(ctx, loaders.Options{Files: loaders.Files(snap, cache)})
//	conn, err := db.Conn(ctx)
//	err = loaders.Scan(ctx, snap, loaders.ScanOptions{})          // Parquet: once, in a child process
//	err = loaders.Import(ctx, snap, cache, loaders.ScanOptions{}) // CSV and NDJSON become Parquet
//	err = loaders.Attach(ctx, conn, snap, cache)
//	chain, err := loaders.FindChain("creators")
//	err = loaders.Alias(ctx, conn, chain.Tables)
//	err = loaders.Check(ctx, conn, chain)
//	result, err := trace.Run(ctx, conn, chain, trace.Options{})
//
// A snapshot is made of other files by way of a [snapshots.Stage], in a child process too:
//
//	inputs, err := loaders.ParseInputs([]string{"orders=export/orders-*.csv"})
//	stage, err := snapshots.NewStage("snapshots", "shop_20240131")
//	defer stage.Discard()
//	m, err := loaders.Freeze(ctx, stage, inputs, loaders.FreezeOptions{Program: "trace v1"})
//	dir, err := stage.Publish()
//
// Three walls stand between a hostile file and the machine. The engine of a [DB] sees the files it was given and nothing
// else, and its settings are locked; an [Answers] cannot write either. [Scan] reads every value of a Parquet file in a child process, which may crash. And
// text is read line by line in Go before [Import] shows it to the engine.
//
// A program that calls [Scan], [Import] or [Freeze] starts itself as that child: see [ScanMain].
//
// Errors are one line each, name the file (and line, and column) and carry a hint. Wrong options are a [*UsageError].
package loaders
