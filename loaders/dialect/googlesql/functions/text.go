package functions

import (
	"fmt"
	"strings"
)

var text = []Function{
	macro("ASCII", 1, 1),
	macro("BYTE_LENGTH", 1, 1),
	macro("CHR", 1, 1),
	macro("CODE_POINTS_TO_BYTES", 1, 1),
	macro("CODE_POINTS_TO_STRING", 1, 1),
	written("CONCAT", 1, -1, func(a []Arg) (string, error) {
		if len(a) == 1 {
			return a[0].SQL, nil
		}
		return "((" + strings.Join(sqls(a), ") || (") + "))", nil
	}),
	macro("CONTAINS_SUBSTR", 2, 2),
	macro("EDIT_DISTANCE", 2, 2),
	as("ends_with", "ENDS_WITH", 2, 2),
	written("FORMAT", 1, -1, format),
	as("from_base64", "FROM_BASE64", 1, 1),
	macro("FROM_HEX", 1, 1),
	macro("INITCAP", 1, 2),
	macro("INSTR", 2, 4),
	macro("LEFT", 2, 2),
	macro("LENGTH", 1, 1),
	macro("LOWER", 1, 1),
	macro("LPAD", 2, 3),
	macro("LTRIM", 1, 2),
	macro("NET.HOST", 1, 1),
	written("NORMALIZE", 1, 2, func(a []Arg) (string, error) {
		if len(a) == 1 || a[1].Word == "NFC" {
			return "nfc_normalize(" + a[0].SQL + ")", nil
		}
		return "", fmt.Errorf("only the form NFC is understood")
	}),
	macro("NORMALIZE_AND_CASEFOLD", 1, 1),
	macro("REPEAT", 2, 2),
	macro("REPLACE", 3, 3),
	macro("REVERSE", 1, 1),
	macro("RIGHT", 2, 2),
	macro("RPAD", 2, 3),
	macro("RTRIM", 1, 2),
	macro("SAFE_CONVERT_BYTES_TO_STRING", 1, 1),
	macro("SPLIT", 1, 2),
	as("starts_with", "STARTS_WITH", 2, 2),
	as("strpos", "STRPOS", 2, 2),
	macro("SUBSTR", 2, 3),
	as("to_base64", "TO_BASE64", 1, 1),
	macro("TO_CODE_POINTS", 1, 1),
	macro("TO_HEX", 1, 1),
	macro("TRANSLATE", 3, 3),
	macro("TRIM", 1, 2),
	macro("UNICODE", 1, 1),
	macro("UPPER", 1, 1),
}
