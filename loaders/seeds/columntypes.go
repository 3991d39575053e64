package seeds

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// engineTypes are the engine's types by the names that warehouses have for them, but for numbers with a fixed point.
var engineTypes = map[string]string{}

func init() {
	for typ, names := range map[string]string{
		"VARCHAR": "varchar,varchar2,char,character,character varying,char varying,nchar,nvarchar,nvarchar2,ntext,bpchar,text,string,clob,citext," +
			"tinytext,mediumtext,longtext,long varchar,fixedstring",
		"BOOLEAN":     "boolean,bool,bit,logical",
		"TINYINT":     "tinyint,int1,byteint",
		"SMALLINT":    "smallint,int2,int16,short",
		"INTEGER":     "integer,int,int4,int32,mediumint,signed,serial",
		"BIGINT":      "bigint,int8,int64,long,bigserial",
		"UTINYINT":    "utinyint,uint8",
		"USMALLINT":   "usmallint,uint16",
		"UINTEGER":    "uinteger,uint32",
		"UBIGINT":     "ubigint,uint64",
		"FLOAT":       "real,float4,float32",
		"DOUBLE":      "double,double precision,float,float8,float64,binary_double",
		"DATE":        "date,date32",
		"TIME":        "time,time without time zone",
		"TIMESTAMP":   "timestamp,datetime,datetime2,datetime64,smalldatetime,timestamp_ntz,timestampntz,timestamp without time zone",
		"TIMESTAMPTZ": "timestamptz,timestamp_tz,timestamp_ltz,timestampltz,datetimeoffset,timestamp with time zone,timestamp with local time zone",
		"JSON":        "json,jsonb,variant,super",
		"BLOB":        "blob,bytea,binary,varbinary,binary varying,bytes,raw,image",
		"UUID":        "uuid,uniqueidentifier,guid",
	} {
		for name := range strings.SplitSeq(names, ",") {
			engineTypes[name] = typ
		}
	}
}

// fixedPoint are the numbers with a fixed point, and what they are without digits given.
var fixedPoint = map[string]string{
	"decimal": "DECIMAL(38,9)", "numeric": "DECIMAL(38,9)", "dec": "DECIMAL(38,9)", "bignumeric": "DECIMAL(38,9)", "bigdecimal": "DECIMAL(38,9)",
	"number": "DECIMAL(38,0)", "hugeint": "DECIMAL(38,0)", "int128": "DECIMAL(38,0)",
	"money": "DECIMAL(19,4)", "smallmoney": "DECIMAL(10,4)",
}

var (
	// typeShape are the words of a type, what is in brackets, and the words after them: timestamp(3) with time zone.
	typeShape = regexp.MustCompile(`^([a-z_][a-z0-9_]*(?: [a-z_]+)*) ?(?:\( ?([a-z0-9 ,]*)\) ?)?((?:[a-z]+ ?)*)$`)
	// wrapped are types that ClickHouse writes around others.
	wrapped = regexp.MustCompile(`^(?:nullable|lowcardinality) ?\((.*)\)$`)
)

// engineType returns the engine's name for a type of some warehouse.
func engineType(typ string) (string, error) {
	name := strings.Join(strings.Fields(strings.ToLower(typ)), " ")
	for m := wrapped.FindStringSubmatch(name); m != nil; m = wrapped.FindStringSubmatch(name) {
		name = strings.TrimSpace(m[1])
	}
	m := typeShape.FindStringSubmatch(name)
	if m == nil {
		return "", fmt.Errorf("the type %q is not known; write one that DuckDB has", typ)
	}
	words := strings.TrimSpace(m[1] + " " + m[3])
	if alone, ok := fixedPoint[words]; ok {
		if m[2] == "" {
			return alone, nil
		}
		return decimalType(typ, m[2])
	}
	if known, ok := engineTypes[words]; ok {
		return known, nil
	}
	return "", fmt.Errorf("the type %q is not known; write one that DuckDB has", typ)
}

// decimalType returns a number with a fixed point from what is in its brackets.
func decimalType(typ, digits string) (string, error) {
	left, right, both := strings.Cut(digits, ",")
	precision, err := strconv.Atoi(strings.TrimSpace(left))
	scale := 0
	if err == nil && both {
		scale, err = strconv.Atoi(strings.TrimSpace(right))
	}
	if err != nil || precision < 1 || precision > maxDigits || scale < 0 || scale > precision {
		return "", fmt.Errorf("the type %q cannot be; give 1 to %d digits and how many of them are behind the point, such as numeric(10,2)", typ, maxDigits)
	}
	return fmt.Sprintf("DECIMAL(%d,%d)", precision, scale), nil
}
