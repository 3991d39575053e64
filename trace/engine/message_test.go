package engine_test

import (
	"testing"

	"funneltrace/trace/engine"
)

func TestTheEnginesMessagesAreInTheAuthorsWords(t *testing.T) {
	for message, want := range map[string][2]string{
		`Catalog Error: Scalar Function with name dateadd does not exist! Did you mean "date_add"?`:   {"function dateadd is unknown in DuckDB", "it has date_add"},
		`Catalog Error: Scalar Function with name iff does not exist! Did you mean "suffix"?`:         {"function iff is unknown in DuckDB", ""},
		`Catalog Error: Aggregate Function with name md5_hex does not exist! Did you mean "md5"?`:     {"function md5_hex is unknown in DuckDB", ""},
		`Catalog Error: Type with name variantx does not exist! Did you mean "variant"?`:              {"type variantx is unknown in DuckDB", "it has variant"},
		`Catalog Error: Table Function with name unnest_all does not exist! Did you mean "unnest"?`:   {"table function unnest_all is unknown in DuckDB", ""},
		`Catalog Error: Table with name bb does not exist! Did you mean "information_schema.tables"?`: {"there is no table bb", ""},
		`Catalog Error: Table Function with name "flatten" is not in the catalog, a function by this name exists in the core_functions extension, but it's of a different type, namely Scalar Function`: {
			"table function flatten is unknown in DuckDB", "it has a scalar function of this name"},
		`Catalog Error: Scalar Function with name "st_point" is not in the catalog, but it exists in the spatial extension.`: {
			"function st_point is unknown in DuckDB", "its extension spatial has it, and no extension is loaded"},
		`Binder Error: Referenced column "nn" not found in FROM clause! Candidate bindings: "n", "name"`: {"there is no column nn", "there is n, name"},
		`Binder Error: Referenced table "bar" not found! Candidate tables: "a"`:                          {"there is no table bar", "there is a"},
		`Binder Error: Table "a" does not have a column named "nn" Candidate bindings: : "n", "s", "ts"`: {"a has no column nn", "there is n, s, ts"},
		`Binder Error: Could not find key "contry" in struct Candidate Entries: "country"`:               {"the struct has no field contry", "there is country"},
		`Binder Error: Could not find key "contry" in struct`:                                            {"the struct has no field contry", ""},
		`Conversion Error: Could not convert string 'x' to INT32 when casting from source column s`:      {"could not convert string 'x' to INT32 when casting from source column s", ""},
		`Out of Range Error: Overflow in addition of INT32 (2147483647 + 1)!`:                            {"overflow in addition of INT32 (2147483647 + 1)!", ""},
		`Binder Error: No function matches the given name and argument types 'decode(INTEGER, VARCHAR)'. You might need to add explicit type casts. Candidate functions: decode(BLOB) -> VARCHAR`: {
			"no function matches decode(INTEGER, VARCHAR)", "it has decode(BLOB)"},
		`Binder Error: No function matches the given name and argument types 'sum(VARCHAR)'. You might need to add explicit type casts. Candidate functions: sum(DECIMAL(18,3)) -> DECIMAL sum(BOOLEAN) -> HUGEINT sum(INTEGER) -> HUGEINT sum(BIGINT) -> HUGEINT`: {
			"no function matches sum(VARCHAR)", "it has sum(DECIMAL(18,3)), sum(BOOLEAN), sum(INTEGER), …"},
		"something else": {"something else", ""},
	} {
		if m := engine.InWords(message); m.Text != want[0] || m.Hint != want[1] {
			t.Errorf("%s\ngot  %q, %q\nwant %q, %q", message, m.Text, m.Hint, want[0], want[1])
		}
	}
}
