// Package dbt reads the chain of a dbt project as it lies on disk, or of the manifest that dbt has compiled.
//
// A [Project] is what the files say: models, seeds, snapshots and sources, macros and packages, configs and tests. Nothing of it is
// rendered until a chain is wanted, and then only what the number needs:
//
//	p, err := dbt.Open(dir, options)     // or OpenManifest
//	seeds := p.Seeds()                   // made into a snapshot by package seeds
//	plan, err := p.Plan(ctx, tables)     // the chain between the root and the number, with what was guessed
//
// Models are rendered as dbt does for a full run on DuckDB or BigQuery, whose SQL is then translated: is_incremental() is false, ephemeral models become a WITH of their readers,
// snapshots are what their first run gives. What a template asks of the warehouse is answered from the snapshot where it is the columns of a
// relation; what run_query() and statement() select only if that is allowed, since the SQL of such a model hangs on the data.
package dbt
