package sqltree

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ReachError is SQL that asks for more than the rows of its tables and what can be computed from them: for files, for what the
// engine is set to, or for SQL that stands in a text, where nobody can look at it first.
type ReachError struct {
	Name     string // of the function or table
	Why      string
	Position int // byte offset, or -1
}

func (e *ReachError) Error() string { return e.Name + " " + e.Why }

// tableFunctions are those that SQL of other people's may call: they make rows of their arguments and of nothing else.
var tableFunctions = []string{"generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "summary", "unnest"}

// Why what reaches further is refused.
const (
	readsFiles  = "reads files, and SQL here reads nothing but the tables of its snapshot: make a table of the file with `trace snapshots freeze`"
	tellsOfUs   = "tells how this program is set up, which SQL here is not told"
	hidesSQL    = "runs SQL that stands in a text, where it cannot be looked at first: write that SQL itself"
	doesMore    = "does something beside returning a value, which SQL here does not"
	isFile      = "is a file, and SQL here reads nothing but the tables of its snapshot: make a table of it with `trace snapshots freeze`"
	notAllowed  = "is a table function that SQL here does not call; it may call "
	noValue     = "is a parameter, which nobody gives a value: write the value itself"
	systemTable = "is a table of the engine's own that tells how this program is set up, which SQL here is not told"
)

// outsiders are functions that reach further than the rows, by the reason. What is no table function and not listed here is allowed.
var outsiders = func() map[string]string {
	out := map[string]string{}
	for why, names := range map[string]string{
		readsFiles: `arrow_scan arrow_scan_dumb glob parquet_bloom_probe parquet_file_metadata parquet_full_metadata parquet_kv_metadata parquet_metadata
			parquet_scan parquet_schema read_blob read_csv read_csv_auto read_duckdb read_json read_json_auto read_json_objects
			read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_parquet read_text read_xlsx sniff_csv`,
		tellsOfUs: `all_profiling_output current_query current_setting duckdb_logs_parsed duckdb_profiling_settings getenv pg_get_constraintdef
			pg_get_expr pg_get_viewdef which_secret`,
		hidesSQL: "json_execute_serialized_sql json_serialize_plan query query_table sql_auto_complete",
		doesMore: `checkpoint disable_logging disable_peg_parser disable_profiling enable_logging enable_peg_parser enable_profiling force_checkpoint
			pg_sleep sleep_ms truncate_duckdb_logs write_log`,
	} {
		for _, name := range strings.Fields(names) {
			out[name] = why
		}
	}
	return out
}()

// systemTables are tables of the engine's own that tell of its settings, or of files through the SQL of views.
var systemTables = []string{
	"duckdb_databases", "duckdb_logs", "duckdb_views", "pg_settings", "pg_views", "pragma_database_list",
	"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema",
}

// stays returns a [*ReachError] for the first thing in the tree that asks for more than rows.
func stays(ctx context.Context, db Querier, tree Node) error {
	var found *ReachError
	var failed error
	own := map[string]bool{} // what WITH defines may be called as it likes
	tree.Walk(func(n Node) bool {
		for _, e := range n.Child("cte_map").List("map") {
			own[strings.ToLower(e.Str("key"))] = true
		}
		return true
	})
	tree.Walk(func(n Node) bool {
		if found != nil || failed != nil {
			return false
		}
		switch {
		case n.Type() == "TABLE_FUNCTION":
			name := strings.ToLower(n.Child("function").Str("function_name"))
			if outsiders[name] != "" || slices.Contains(tableFunctions, name) {
				break
			}
			// The engine says it better of one that it does not have.
			var has bool
			failed = db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM duckdb_functions() WHERE lower(function_name) = ? AND function_type IN ('table', 'table_macro')", name).Scan(&has)
			if has {
				found = &ReachError{name, notAllowed + strings.Join(tableFunctions, ", "), n.Location()}
			}
		case n.Class() == "FUNCTION":
			if name := strings.ToLower(n.Str("function_name")); outsiders[name] != "" {
				found = &ReachError{name, outsiders[name], n.Location()}
			}
		case n.Class() == "PARAMETER":
			found = &ReachError{"$" + n.Str("identifier"), noValue, n.Location()}
		case n.Type() == "BASE_TABLE", n.Type() == "SHOW_REF":
			if why := tableReaches(n); why != "" && !own[strings.ToLower(n.Str("table_name"))] {
				found = &ReachError{fmt.Sprintf("%q", n.Str("table_name")), why, n.Location()}
			}
		}
		return true
	})
	if found == nil {
		return failed
	}
	return found
}

// tableReaches is why a name in FROM is more than a table. A table of a snapshot has a schema, so that it may be called as it likes;
// the engine itself sees no file but the tables' (see package loaders), so what is not recognised here is not there.
func tableReaches(n Node) string {
	schema, name := strings.ToLower(n.Str("schema_name")), strings.ToLower(strings.Trim(n.Str("table_name"), `"`))
	switch {
	case schema == "" && looksLikeFile(name):
		return isFile
	case slices.Contains([]string{"", "main", "pg_catalog", "information_schema", "temp", "system"}, schema) && slices.Contains(systemTables, name):
		return systemTable
	}
	return ""
}

// fileEndings are those for which the engine takes a name for a file.
var fileEndings = []string{".parquet", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".gz", ".zst", ".db", ".duckdb", ".ddb", ".xlsx", ".arrow"}

func looksLikeFile(name string) bool {
	return strings.ContainsAny(name, `/\*?[`) || slices.ContainsFunc(fileEndings, func(end string) bool { return strings.HasSuffix(name, end) })
}
