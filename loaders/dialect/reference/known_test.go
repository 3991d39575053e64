package reference

// refused are the cases that are an error here though the reference has an answer, with the reason.
var refused = map[string]string{
	"net_host.2":         "NET.REG_DOMAIN knows the list of public suffixes",
	"normalize.2":        "the engine composes no letters beyond ASCII as it folds their case",
	"farm_fingerprint.1": "the engine does not have the hash",
	"farm_fingerprint.2": "the engine does not have the hash",
	"col089":             "the engine does not have the hash",
	"replace_lower.5":    "SOUNDEX is not in the list",
	"numeric_types.4":    "the engine has no BIGNUMERIC",
	"cast_format.1":      "CAST … FORMAT is not in the list",
	"cast_format.2":      "CAST … FORMAT is not in the list",
	"json012":            "a path with a number for a name is an index of an array to GoogleSQL",
	"json034":            "a JSON text with more behind it",
	"json036":            "a JSON text with single quotes",
	"json037":            "a JSON text with NaN",
	"json040":            "a JSON text that is cut off",
	"json041":            "a JSON text with a wrong word",
	"json042":            "a JSON text with a number that begins with 0",
	"json043":            "a JSON text with a tab in a string",
	"json048":            "a path with a negative index",
	"json082":            "the keys of a JSON in order",
	"json083":            "the keys of a JSON in order",
	"num049":             "a time zone of a text that there is not",
	"text119":            "bytes that are no UTF-8",
	"text147":            "a pattern that looks before the position",
	"text152":            "all matches of a pattern that may match nothing",
	"text157":            "the place of a pattern that may match nothing",
	"text181":            "FORMAT %T",
	"text188":            "FORMAT with a sign",
	"text189":            "FORMAT %.3s",
	"text213":            "INSTR of an empty text beyond the end",
	"text214":            "INSTR of an empty text for the second time",
	"text223":            "INSTR of an empty text beyond the end",
	"text216":            "a ligature in upper case",
	"text218":            "a Greek sigma at the end of a word",
	"time158":            "FORMAT_DATE with an hour",
	"time159":            "a year before 1000 in a format",
	"time160":            "a year before 1000 in a format",
	"time207":            "a leap second",
}

// different are the cases whose answer is another one than the reference's: what the engine's operators and aggregates do. None may be
// added lightly.
var different = map[string]string{
	"json181": "AVG of NUMERIC is a FLOAT64, not cut to nine digits",
	"json183": "MIN leaves out NaN",
	"json186": "SUM of INT64 has more digits than an INT64 before it is an error",
	"num017":  "a FLOAT64 that * or + make too large is infinite, not an error",
	"num218":  "NUMERIC * NUMERIC has more than nine digits behind the point",
	"num220":  "NUMERIC * FLOAT64 literal",
}
