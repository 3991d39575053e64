package dbt

import (
	"fmt"
	"strings"
)

// snapshotWords are what a snapshot's SQL is made of.
var snapshotWords = map[warehouse]struct{ now, text, hash string }{
	duckDB:   {"now()::timestamp", "varchar", "md5(%s)"},
	bigQuery: {"current_timestamp()", "string", "to_hex(md5(%s))"},
}

// asSnapshot is the table that the first run of a snapshot makes of its query: every row is the one that is valid, from when it was changed, or
// from the time of the run where the strategy is to compare columns.
func (n *node) asSnapshot(query text, in warehouse) text {
	said := snapshotWords[in]
	names := map[string]string{"dbt_scd_id": "dbt_scd_id", "dbt_updated_at": "dbt_updated_at", "dbt_valid_from": "dbt_valid_from", "dbt_valid_to": "dbt_valid_to"}
	if meta, ok := n.config["snapshot_meta_column_names"].([][2]any); ok {
		for _, kv := range meta {
			names[fmt.Sprint(kv[0])] = fmt.Sprint(kv[1])
		}
	}
	changed := said.now
	if at, ok := n.config["updated_at"].(string); ok && n.config["strategy"] != "check" {
		changed = at
	}
	var keys []string
	switch key := n.config["unique_key"].(type) {
	case string:
		keys = []string{key}
	case []any:
		for _, k := range key {
			keys = append(keys, fmt.Sprint(k))
		}
	}
	parts := append(keys, changed)
	for i, k := range parts {
		parts[i] = "coalesce(cast(" + k + " as " + said.text + "), '')"
	}
	until := "cast(null as timestamp)"
	if to, ok := n.config["dbt_valid_to_current"].(string); ok {
		until = to
	}
	out := text{}
	out.put(fmt.Sprintf("select *, "+said.hash+" as %s, %s as %s, %s as %s, %s as %s\nfrom (\n", strings.Join(parts, " || '|' || "), in.quote(names["dbt_scd_id"]),
		changed, in.quote(names["dbt_updated_at"]), changed, in.quote(names["dbt_valid_from"]), until, in.quote(names["dbt_valid_to"])))
	out.add(query, 0, len(query.sql))
	out.put("\n)")
	return out
}
