// Package loaders lets things in: it opens DuckDB in a sandbox, attaches a snapshot's tables to it and reads chains of
// models. What it lets in was made by other people, so it trusts none of it. The work is done in the rooms below this one;
// what is left here is where kinds are told: of jobs for a child process, [ScanMain]; of projects that other tools keep, [OpenProject].
//
//	db, err := engine.Open(ctx, engine.Options{Files: attach.Files(snap, cache)})
//	conn, err := db.Conn(ctx)
//	err = attach.Scan(ctx, snap, child.Options{})          // Parquet: once, in a child process
//	err = attach.Import(ctx, snap, cache, child.Options{}) // CSV and NDJSON become Parquet
//	err = attach.Tables(ctx, conn, snap, cache)
//	chain, err := chains.FindChain("creators")
//	err = chains.Define(ctx, conn, chain)
//	err = chains.Check(ctx, conn, chain)
//	result, err := fates.Run(ctx, conn, chain, trace.Options{})
//
// A snapshot is made of other files by way of a [funneltrace/snapshots.Stage], in a child process too:
//
//	inputs, err := freeze.ParseInputs([]string{"orders=export/orders-*.csv"})
//	stage, err := snapshots.NewStage("snapshots", "shop_20240131")
//	defer stage.Discard()
//	m, err := freeze.Into(ctx, stage, inputs, freeze.Options{Program: "trace v1"})
//	dir, err := stage.Publish()
//
// Three walls stand between a hostile file and the machine. The engine of an [engine.DB] sees the files it was given and nothing
// else, and its settings are locked; an [engine.Answers] cannot write either. [attach.Scan] reads every value of a Parquet file in
// a child process, which may crash. And text is read line by line in Go before [attach.Import] shows it to the engine.
//
// # The rooms
//
// Each knows those to the right of its arrows and no others; the package comment of each says what it must never know.
//
//	loaders                → attach, freeze, child; dbt, project
//	attach, freeze         → tables, child, engine
//	tables → textfile      → csvform; tables → moments, engine
//	child                  → engine, memory
//	chains                 → engine, jinja, chainfile, yamlfile, inside, dialect: the program's own format
//	dialect                → none: languages that models are written in, as the engine's SQL
//	seeds                  → freeze: dbt's seeds as a snapshot's tables
//	project                → seeds, engine: what a kind of project has to answer
//	dbt                    → project, seeds, freeze, jinja, yamlfile, chainfile, inside, dialect: a project as a chain
//
// Errors are one line each, name the file (and line, and column) and carry a hint. Wrong options are a [*engine.UsageError].
package loaders
