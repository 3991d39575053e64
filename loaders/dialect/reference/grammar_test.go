package reference

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
)

// generator makes random expressions out of the grammar. A kind is a letter: S text, I INT64, F FLOAT64, N NUMERIC, B BOOL, Y bytes,
// D date, M DATETIME, T TIMESTAMP, C time, A array of INT64, Z array of texts, J JSON in a text. {x} is a constant of a list.
type generator struct {
	*rand.Rand
	columns map[string]bool
}

// values are the rows of each column; NULL is one of them.
var values = map[string]string{
	"S": `'a/b/c' |'' |'Héllo wörld' |' 12 ' |'2024-02-29' |NULL |'x=1&y=22' |'-3.50'`,
	"I": `7 |0 |-3 |1 |100 |NULL |2 |-1`,
	"F": `2.5 |0.0 |-7.25 |1e10 |0.1 |NULL |-0.5 |123456.789`,
	"N": `NUMERIC '3.14' |NUMERIC '0' |NUMERIC '-2.5' |NUMERIC '1000000.000000001' |NUMERIC '0.5' |NULL |NUMERIC '7' |NUMERIC '-0.000000001'`,
	"B": `TRUE |FALSE |TRUE |FALSE |TRUE |NULL |TRUE |FALSE`,
	"Y": `b'ab' |b'' |b'\xff\x00' |b'x' |b'12' |NULL |b'abc' |b'\x01'`,
	"D": `DATE '2024-05-17' |DATE '1969-12-29' |DATE '2020-02-29' |DATE '2023-12-31' |DATE '2024-01-01' |NULL |DATE '2021-01-03' |DATE '1999-11-30'`,
	"M": `DATETIME '2024-05-17 13:14:15.5' |DATETIME '1969-12-31 23:59:59.999999' |DATETIME '2020-02-29 00:00:00' |DATETIME '2023-12-31 23:59:59' |DATETIME '2024-01-01 00:00:00' |NULL |DATETIME '2021-01-03 12:30:00.000001' |DATETIME '1999-11-30 01:02:03'`,
	"T": `TIMESTAMP '2024-05-17 13:14:15.123456+00' |TIMESTAMP '1969-12-31 23:59:59.999999+00' |TIMESTAMP '2020-02-29 00:00:00+00' |TIMESTAMP '2023-12-31 23:59:59+00' |TIMESTAMP '2024-11-03 05:30:00+00' |NULL |TIMESTAMP '2024-03-10 07:30:00+00' |TIMESTAMP '1999-11-30 01:02:03.5+00'`,
	"C": `TIME '13:14:15.25' |TIME '00:00:00' |TIME '23:59:59.999999' |TIME '01:02:03' |TIME '12:00:00' |NULL |TIME '06:30:00.001' |TIME '18:00:01'`,
	"A": `[3, 1, 2] |CAST([] AS ARRAY<INT64>) |[7] |[1, 1, 0] |[-5, 100] |NULL |[0] |[2, 4]`,
	"Z": `['x', 'y'] |CAST([] AS ARRAY<STRING>) |['a/b'] |['', 'é'] |['1', '2', '3'] |NULL |['q'] |['b', 'a']`,
	"J": `'{"a":{"b":"x"},"n":1,"l":[1,"2",{"a":5}],"t":true,"z":null}' |'[]' |'{"a":1.5}' |'nope' |'{"a":[1,2],"l":"x"}' |NULL |'{"a":{"b":19.90},"n":"1e5"}' |'5'`,
}

var constants = map[string]string{
	"re":   `r'[a-z]' |r'^a' |r'\d+' |r'(\w)=' |r'[/ ]' |r'(?i)H' |r'b|c' |r'\s+(\w+)' |r'[^a-z0-9]+'`,
	"rep":  `'' |'-' |r'<\0>' |'x'`,
	"df":   `'%F' |'%Y%m%d' |'%a %b %e' |'%j|%U|%W|%V|%G|%u|%w' |'%d/%m/%y' |'%A %B %Q %C' |'%x'`,
	"tf":   `'%H:%M:%S' |'%I %p' |'%T.%E*S' |'%R' |'%E3S|%E6S' |'%k %l'`,
	"part": `DAY |WEEK |MONTH |QUARTER |YEAR |ISOWEEK |WEEK(MONDAY) |WEEK(THURSDAY) |ISOYEAR`,
	"cut":  `DAY |WEEK |MONTH |QUARTER |YEAR |ISOWEEK |WEEK(SATURDAY) |HOUR |MINUTE |SECOND |ISOYEAR`,
	"time": `HOUR |MINUTE |SECOND |MILLISECOND |MICROSECOND`,
	"unit": `DAY |HOUR |MINUTE |SECOND |MILLISECOND`,
	"step": `DAY |WEEK |MONTH |QUARTER |YEAR`,
	"tz":   `'UTC' |'America/New_York' |'Asia/Kolkata' |'+09:00' |'Europe/Paris'`,
	"path": `'$.a' |'$.a.b' |'$.l' |'$.l[1]' |'$' |'$.n' |'$.zz' |'$.t'`,
	"i":    `0 |1 |2 |3 |-1 |5`,
	"p":    `1 |2 |3`,
	"s":    `'a' |'/' |'' |'é' |'1' |'lo'`,
	"n":    `'x' |' ' |'ab' |'é'`,
	"wf":   `YEAR |MONTH |DAY |DAYOFWEEK |DAYOFYEAR |WEEK |ISOWEEK |ISOYEAR |QUARTER |WEEK(TUESDAY)`,
}

// grammar are the calls that make each kind, one a line.
var grammar = map[string]string{
	"S": `LOWER({S})
UPPER({S})
TRIM({S})
TRIM({S}, {n})
LTRIM({S})
RTRIM({S}, {n})
SUBSTR({S}, {I})
SUBSTR({S}, {i}, {p})
LEFT({S}, {p})
RIGHT({S}, {p})
LPAD({S}, {p})
LPAD({S}, 9, {n})
RPAD({S}, 9, {n})
REPEAT({S}, {p})
REPLACE({S}, {s}, {n})
REVERSE({S})
INITCAP({S})
CONCAT({S}, {s}, {S})
{S} || {S}
CHR(97)
TRANSLATE({S}, 'ab', 'xy')
TO_HEX({Y})
TO_BASE64({Y})
NORMALIZE({S})
SAFE.SAFE_CONVERT_BYTES_TO_STRING(b'abc')
CODE_POINTS_TO_STRING(TO_CODE_POINTS({S}))
REGEXP_EXTRACT({S}, {re})
REGEXP_REPLACE({S}, {re}, {rep})
SPLIT({S}, {s})[SAFE_OFFSET({i})]
{Z}[SAFE_OFFSET({i})]
ARRAY_TO_STRING({Z}, {s})
ARRAY_TO_STRING({Z}, {s}, 'null')
FORMAT('%d|%5d|%-4d|%05d', {I}, {I}, {I}, {I})
FORMAT('%s and %t', {S}, {D})
FORMAT('%.2f %8.3f', {F}, {F})
FORMAT("%'d", {I})
FORMAT_DATE({df}, {D})
FORMAT_DATETIME({df}, {M})
FORMAT_DATETIME({tf}, {M})
FORMAT_TIMESTAMP({df}, {T})
FORMAT_TIMESTAMP({tf}, {T}, {tz})
FORMAT_TIME({tf}, {C})
CAST({I} AS STRING)
CAST({F} AS STRING)
CAST({N} AS STRING)
CAST({B} AS STRING)
CAST({D} AS STRING)
CAST({M} AS STRING)
CAST({T} AS STRING)
CAST({C} AS STRING)
SAFE_CAST({Y} AS STRING)
STRING({T})
JSON_VALUE({J}, {path})
JSON_EXTRACT_SCALAR({J}, {path})
JSON_QUERY({J}, {path})
JSON_EXTRACT({J}, {path})
TO_JSON_STRING({I})
TO_JSON_STRING({F})
TO_JSON_STRING({S})
TO_JSON_STRING({D})
TO_JSON_STRING({T})
TO_JSON_STRING({A})
TO_JSON_STRING({N})
TO_JSON_STRING({Z})
TO_JSON_STRING(STRUCT({I} AS a, {S} AS b))
NET.HOST({S})
NET.HOST('https://www.example.com:80/x?y')
IF({B}, {S}, {S})
IFNULL({S}, {S})
COALESCE({S}, {S}, {s})
NULLIF({S}, {s})
GREATEST({S}, {S})
LEAST({S}, {S})
CASE WHEN {B} THEN {S} ELSE {s} END
JSON_TYPE(SAFE.PARSE_JSON({J}))
NORMALIZE_AND_CASEFOLD('ABC')`,
	"I": `LENGTH({S})
BYTE_LENGTH({S})
LENGTH({Y})
ASCII('a')
UNICODE({S})
STRPOS({S}, {s})
INSTR({S}, {n})
INSTR({S}, {n}, {p})
INSTR({S}, {n}, -1)
INSTR({S}, {n}, 1, 2)
REGEXP_INSTR({S}, r'[a-z]')
ARRAY_LENGTH({A})
ARRAY_LENGTH({Z})
ARRAY_LENGTH(SPLIT({S}, {s}))
{A}[SAFE_OFFSET({i})]
{A}[SAFE_ORDINAL({i})]
SAFE.ARRAY_FIRST({A})
SAFE.ARRAY_LAST({A})
SAFE_CAST({S} AS INT64)
CAST({B} AS INT64)
CAST({N} AS INT64)
SAFE_CAST({F} AS INT64)
CAST(ROUND({F}) AS INT64)
DATE_DIFF({D}, {D}, {part})
DATETIME_DIFF({M}, {M}, {part})
DATETIME_DIFF({M}, {M}, {time})
TIMESTAMP_DIFF({T}, {T}, {unit})
TIME_DIFF({C}, {C}, {time})
EXTRACT({wf} FROM {D})
EXTRACT({wf} FROM {M})
EXTRACT({wf} FROM {T})
EXTRACT({time} FROM {T})
EXTRACT({time} FROM {C})
EXTRACT({time} FROM {M})
EXTRACT({wf} FROM {T} AT TIME ZONE {tz})
EXTRACT(HOUR FROM {T} AT TIME ZONE {tz})
UNIX_SECONDS({T})
UNIX_MILLIS({T})
UNIX_MICROS({T})
UNIX_DATE({D})
DIV({I}, {p})
SAFE.DIV({I}, {I})
MOD({I}, {p})
SAFE.MOD({I}, {I})
ABS({I})
SIGN({I})
SAFE_ADD({I}, {I})
SAFE_SUBTRACT({I}, {I})
SAFE_MULTIPLY({I}, {I})
SAFE_NEGATE({I})
{I} + {I}
{I} - {I}
{I} & {p}
BIT_COUNT({I})
RANGE_BUCKET({I}, [0, 5, 10])
GREATEST({I}, {I})
LEAST({I}, {I}, 5)
IF({B}, {I}, {I})
COALESCE({I}, {i})
NULLIFZERO({I})
ZEROIFNULL({I})
SAFE.INT64(JSON '5')
(SELECT COUNT(*) FROM UNNEST({A}) x WHERE x > {i})
(SELECT SUM(x) FROM UNNEST({A}) x)`,
	"F": `ROUND({F})
ROUND({F}, 1)
ROUND({F}, 2)
TRUNC({F})
TRUNC({F}, 1)
CEIL({F})
FLOOR({F})
ABS({F})
SIGN({F})
SQRT(ABS({F}))
SAFE.SQRT({F})
EXP(0.5)
SAFE.LN({F})
SAFE.LOG({F})
SAFE.LOG({F}, 3)
SAFE.LOG10({F})
SAFE.POWER({F}, 2)
SIN({F})
COS({F})
TAN(0.25)
ASIN(0.5)
ACOS(0.25)
ATAN({F})
ATAN2({F}, {F})
SINH(0.5)
COSH(0.5)
TANH({F})
ASINH({F})
SAFE.ACOSH({F})
SAFE.ATANH({F})
CBRT({F})
SAFE.COT({F})
SAFE_DIVIDE({I}, {I})
SAFE_DIVIDE({F}, {F})
SAFE_DIVIDE({F}, {I})
{I} / {p}
SAFE_CAST({S} AS FLOAT64)
CAST({I} AS FLOAT64)
CAST({N} AS FLOAT64)
SAFE_MULTIPLY({F}, {I})
GREATEST({F}, {F})
LEAST({F}, {F})
IF({B}, {F}, {F})
COALESCE({F}, 0.5)
SAFE.FLOAT64(JSON '1.5')`,
	"N": `SAFE_CAST({S} AS NUMERIC)
CAST({I} AS NUMERIC)
ROUND({N}, 1)
ROUND({N})
TRUNC({N})
ABS({N})
CEIL({N})
FLOOR({N})
{N} + {N}
{N} - {N}
COALESCE({N}, NUMERIC '1')
GREATEST({N}, {N})
MOD({N}, NUMERIC '2')
DIV({N}, NUMERIC '2')
IF({B}, {N}, {N})`,
	"B": `STARTS_WITH({S}, {s})
ENDS_WITH({S}, {s})
REGEXP_CONTAINS({S}, {re})
{S} = {s}
{S} LIKE '%a%'
{I} > {i}
{F} <= {F}
{D} < {D}
{T} >= {T}
{I} BETWEEN {i} AND {p}
{I} IN (1, 2, 7)
{I} IN UNNEST({A})
{S} IS NULL
NOT {B}
{B} AND {B}
{B} OR {B}
IS_NAN({F})
IS_INF({F})
SAFE_CAST({S} AS BOOL)
CAST({I} AS BOOL)
IF({B}, {B}, {B})
SAFE.BOOL(JSON 'true')
EXISTS(SELECT 1 FROM UNNEST({A}) x WHERE x = {I})`,
	"Y": `CAST({S} AS BYTES)
MD5({S})
SHA1({S})
SHA256({Y})
SAFE.FROM_HEX({S})
FROM_HEX('61ff')
FROM_BASE64('YWI=')
CODE_POINTS_TO_BYTES([65, 255])`,
	"D": `DATE({T})
DATE({M})
DATE({T}, {tz})
SAFE.DATE(2024, {I}, {p})
DATE_TRUNC({D}, {part})
DATE_ADD({D}, INTERVAL {I} {step})
DATE_SUB({D}, INTERVAL {p} {step})
LAST_DAY({D})
LAST_DAY({D}, {part})
SAFE.PARSE_DATE('%Y-%m-%d', {S})
PARSE_DATE('%F', CAST({D} AS STRING))
PARSE_DATE('%Y%m%d', FORMAT_DATE('%Y%m%d', {D}))
SAFE_CAST({S} AS DATE)
CAST({T} AS DATE)
EXTRACT(DATE FROM {T})
EXTRACT(DATE FROM {T} AT TIME ZONE {tz})
DATE_FROM_UNIX_DATE({I})
COALESCE({D}, DATE '2000-01-01')
GREATEST({D}, {D})
IF({B}, {D}, {D})
GENERATE_DATE_ARRAY({D}, DATE_ADD({D}, INTERVAL 3 MONTH), INTERVAL 1 MONTH)[SAFE_OFFSET(2)]`,
	"M": `DATETIME({T})
DATETIME({D})
DATETIME({T}, {tz})
DATETIME({D}, {C})
DATETIME_TRUNC({M}, {cut})
DATETIME_ADD({M}, INTERVAL {I} HOUR)
DATETIME_SUB({M}, INTERVAL {p} MONTH)
SAFE.PARSE_DATETIME('%Y-%m-%d', {S})
PARSE_DATETIME('%F %H:%M:%E*S', CAST({M} AS STRING))
SAFE_CAST({S} AS DATETIME)
SAFE.DATETIME(2024, {p}, 28, {p}, 0, 1)
IF({B}, {M}, {M})
COALESCE({M}, {M})`,
	"T": `TIMESTAMP({D})
TIMESTAMP({M})
TIMESTAMP({M}, {tz})
TIMESTAMP_TRUNC({T}, {cut})
TIMESTAMP_TRUNC({T}, {part}, {tz})
TIMESTAMP_TRUNC({T}, HOUR, {tz})
TIMESTAMP_ADD({T}, INTERVAL {I} {unit})
TIMESTAMP_SUB({T}, INTERVAL {p} {unit})
SAFE.PARSE_TIMESTAMP('%Y-%m-%d', {S})
PARSE_TIMESTAMP('%F %T', FORMAT_TIMESTAMP('%F %T', {T}), {tz})
SAFE_CAST({S} AS TIMESTAMP)
TIMESTAMP_SECONDS({I})
TIMESTAMP_MILLIS({I})
TIMESTAMP_MICROS({I})
IF({B}, {T}, {T})
COALESCE({T}, {T})
GENERATE_TIMESTAMP_ARRAY({T}, TIMESTAMP_ADD({T}, INTERVAL 2 DAY), INTERVAL 1 DAY)[SAFE_OFFSET(1)]`,
	"C": `TIME({T})
TIME({M})
TIME({T}, {tz})
TIME({p}, 2, 3)
TIME_TRUNC({C}, {time})
TIME_ADD({C}, INTERVAL {I} HOUR)
TIME_SUB({C}, INTERVAL {p} MINUTE)
EXTRACT(TIME FROM {T})
SAFE_CAST({S} AS TIME)
PARSE_TIME('%T', '01:02:03')
COALESCE({C}, {C})`,
	"A": `ARRAY_REVERSE({A})
ARRAY_CONCAT({A}, {A})
ARRAY_SLICE({A}, {i}, {i})
GENERATE_ARRAY({i}, {p})
GENERATE_ARRAY({I}, 9, {p})
TO_CODE_POINTS({S})
TO_CODE_POINTS({Y})
ARRAY(SELECT x + 1 FROM UNNEST({A}) x ORDER BY x)
IF({B}, {A}, {A})`,
	"Z": `SPLIT({S}, {s})
SPLIT({S})
REGEXP_EXTRACT_ALL({S}, r'[a-z]')
REGEXP_EXTRACT_ALL({S}, r'(\d)')
ARRAY_REVERSE({Z})
ARRAY_CONCAT({Z}, SPLIT({S}, {s}))
JSON_QUERY_ARRAY({J}, {path})
JSON_VALUE_ARRAY({J}, {path})
JSON_EXTRACT_ARRAY({J}, {path})
JSON_EXTRACT_STRING_ARRAY({J}, {path})`,
	"J": `CONCAT('{"a":', COALESCE(TO_JSON_STRING({I}), '0'), '}')
CONCAT('{"a":', TO_JSON_STRING({S}), '}')`,
}

// aggregateCalls make a query of one row.
const aggregateCalls = `SUM({I})
SUM({F})
AVG({I})
AVG({F})
MIN({S})
MAX({D})
MAX({T})
COUNT({S})
COUNT(DISTINCT {I})
COUNTIF({B})
LOGICAL_AND({B})
LOGICAL_OR({B})
BIT_AND({I})
BIT_OR({I})
BIT_XOR({I})
STRING_AGG({S}, ',' ORDER BY {S}, {I}, {F})
ARRAY_AGG({I} IGNORE NULLS ORDER BY {I})
ARRAY_AGG(DISTINCT {S} IGNORE NULLS ORDER BY {S} LIMIT 2)
STDDEV_POP({I})
STDDEV_SAMP({F})
VAR_POP({I})
VAR_SAMP({F})
CORR({F}, {I})
COVAR_POP({I}, {F})
COVAR_SAMP({I}, {F})
DATE_DIFF(MAX({D}), MIN({D}), DAY)
CAST(SUM({I}) AS STRING)
TIMESTAMP_TRUNC(MAX({T}), MONTH)
SAFE_CAST(MAX({S}) AS INT64)
SAFE_DIVIDE(SUM({I}), COUNT(*))`

// notRandom are functions that have no answer to compare: the reference lacks them, they tell the time or are of chance, or they need a
// window or a grouping. IEEE_DIVIDE makes infinities and NaN, whose order is not the same, as README says.
var notRandom = setOf(`ERROR IEEE_DIVIDE ANY_VALUE APPROX_COUNT_DISTINCT APPROX_QUANTILES APPROX_TOP_COUNT ARRAY_CONCAT_AGG CEILING CHARACTER_LENGTH CHAR_LENGTH CONTAINS_SUBSTR
CUME_DIST CURRENT_DATE CURRENT_DATETIME CURRENT_TIME CURRENT_TIMESTAMP DENSE_RANK EDIT_DISTANCE FIRST_VALUE GENERATE_UUID GROUPING LAG LAST_VALUE LCASE LEAD
MAX_BY MIN_BY NTH_VALUE NTILE OCTET_LENGTH PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK POW RAND RANK REGEXP_SUBSTR ROW_NUMBER STDDEV SUBSTRING TO_JSON UCASE VARIANCE`)

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

var hole = regexp.MustCompile(`\{(\w+)\}`)

// pick is one of the things in a text.
func (g *generator) pick(list, sep string) string {
	all := strings.Split(list, sep)
	return strings.TrimSpace(all[g.IntN(len(all))])
}

// expr is an expression of a kind: a column, or a call of at most so many within one another.
func (g *generator) expr(kind string, depth int) string {
	if depth == 0 || g.IntN(4) == 0 {
		name := fmt.Sprintf("%s%d", strings.ToLower(kind), g.IntN(2))
		g.columns[name] = true
		return name
	}
	return g.fill(g.pick(grammar[kind], "\n"), depth)
}

func (g *generator) fill(call string, depth int) string {
	out := hole.ReplaceAllStringFunc(call, func(h string) string {
		name := h[1 : len(h)-1]
		if list, ok := constants[name]; ok {
			return g.pick(list, " |")
		}
		return g.expr(name, depth-1)
	})
	if strings.Contains(" +-=<>&", string(call[min(len(call)-1, 4)])) || strings.HasPrefix(call, "{") || strings.HasPrefix(call, "NOT") {
		return "(" + out + ")"
	}
	return out
}

func (g *generator) query() string {
	g.columns = map[string]bool{}
	kinds := "SIFNBYDMTCAZ"
	x, order := "", ""
	if g.IntN(8) == 0 {
		x = g.fill(g.pick(aggregateCalls, "\n"), 2)
	} else {
		k := kinds[g.IntN(len(kinds))]
		x, order = g.fill(g.pick(grammar[string(k)], "\n"), 1+g.IntN(3)), " ORDER BY row"
	}
	rows := make([]string, 8)
	for i := range rows {
		fields := []string{fmt.Sprintf("%d AS row", i)}
		for _, k := range kinds + "J" {
			for n := range 2 {
				name := fmt.Sprintf("%s%d", strings.ToLower(string(k)), n)
				if g.columns[name] {
					list := strings.Split(values[string(k)], " |")
					fields = append(fields, strings.TrimSpace(list[(i+n*3)%8])+" AS "+name)
				}
			}
		}
		rows[i] = "STRUCT(" + strings.Join(fields, ", ") + ")"
	}
	return "SELECT " + x + " AS r FROM UNNEST([" + strings.Join(rows, ", ") + "])" + order
}
