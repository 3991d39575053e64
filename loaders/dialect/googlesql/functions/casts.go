package functions

import (
	"fmt"
	"strings"
)

var casts = []Function{
	written("CAST", 2, 4, cast("bq_")),
	written("SAFE_CAST", 2, 4, cast("bq_safe_")),
}

// castTypes are the types that a macro makes, by their names in GoogleSQL.
var castTypes = map[string]string{"STRING": "string", "BYTES": "bytes", "INT64": "int64", "INT": "int64", "INTEGER": "int64", "BIGINT": "int64", "SMALLINT": "int64",
	"TINYINT": "int64", "BYTEINT": "int64", "FLOAT64": "float64", "BOOL": "bool", "BOOLEAN": "bool", "NUMERIC": "numeric", "DECIMAL": "numeric",
	"DATE": "date", "DATETIME": "datetime", "TIMESTAMP": "timestamp", "TIME": "time"}

// cast writes CAST(args[0] AS args[1]), where args[1] is the type: Word in GoogleSQL, SQL in the engine's language.
func cast(prefix string) func(a []Arg) (string, error) {
	return func(a []Arg) (string, error) {
		x, t := a[0], a[1]
		typ := castTypes[t.Word]
		switch {
		case len(a) > 2:
			return "", fmt.Errorf("FORMAT is not understood; use FORMAT_DATE, PARSE_DATE and the like")
		case x.Null:
			return "CAST(NULL AS " + t.SQL + ")", nil
		case typ == "numeric" && t.SQL != "DECIMAL(38,9)":
			return "", fmt.Errorf("digits of NUMERIC are not understood; write NUMERIC alone, and ROUND")
		case typ == "bytes":
			return call("bq_bytes", x), nil
		case typ != "":
			return castOne(prefix, typ, x), nil
		case t.Word == "JSON" || t.Word == "INTERVAL":
			return "", fmt.Errorf("CAST makes no %s", t.Word)
		}
		if prefix == "bq_" {
			return fmt.Sprintf("CAST(%s AS %s)", x.SQL, t.SQL), nil
		}
		return fmt.Sprintf("TRY_CAST(%s AS %s)", x.SQL, t.SQL), nil
	}
}

// castOne writes the shortest that makes the type: where the argument shows its own, no macro has to ask for it.
func castOne(prefix, typ string, x Arg) string {
	from := kindOf(x)
	target := strings.ToUpper(typ)
	safe := prefix != "bq_"
	switch {
	case from == target:
		return x.SQL
	case target == "INT64" && strings.Trim(x.SQL, "0123456789") == "":
		return "CAST(" + x.SQL + " AS BIGINT)"
	case target == "STRING" && (from == "INT64" || from == "DATE" || from == "BOOL"),
		target == "FLOAT64" && from == "INT64", target == "INT64" && from == "BOOL", target == "DATE" && from == "DATETIME":
		return "CAST(" + x.SQL + " AS " + engineType(target) + ")"
	case from == "STRING" && safe && typ != "string":
		return call("bq_"+typ+"_of_string", x)
	case from == "STRING" && typ != "string":
		return call("bq_cast_"+typ, x)
	}
	return call(prefix+typ, x)
}
