package functions

import "fmt"

// sums are the functions that add an INTERVAL or take one away.
var sums = []Function{
	sum("DATE_ADD", "DATE", "+"), sum("DATE_SUB", "DATE", "-"),
	sum("DATETIME_ADD", "DATETIME", "+"), sum("DATETIME_SUB", "DATETIME", "-"),
	sum("TIME_ADD", "TIME", "+"), sum("TIME_SUB", "TIME", "-"),
	sum("TIMESTAMP_ADD", "TIMESTAMP", "+"), sum("TIMESTAMP_SUB", "TIMESTAMP", "-"),
}

func sum(name, kind, sign string) Function {
	return written(name, 2, 2, func(a []Arg) (string, error) {
		_, part, ok := intervalOf(a[1].SQL)
		switch {
		case !ok:
			return "", fmt.Errorf("what is added has to be written as INTERVAL 1 DAY")
		case kind == "TIMESTAMP" && microseconds[part] == "" || kind == "TIME" && (microseconds[part] == "" || part == "DAY"):
			return "", noPart(part, kind)
		case a[0].Null:
			return moment(a[0], kind), nil
		}
		own := kindOf(a[0])
		if a[0].Text != nil || own == "" && kind != "DATE" {
			own = kind
		}
		total := fmt.Sprintf("%s %s %s", civil(a[0], kind), sign, a[1].SQL)
		switch own {
		case "DATE":
			if microseconds[part] != "" && part != "DAY" {
				return "", noPart(part, kind)
			}
			return "bq_date_checked(CAST(" + total + " AS DATE))", nil
		case "DATETIME":
			return "bq_datetime_checked(" + total + ")", nil
		case "TIME":
			return "CAST(" + total + " AS TIME)", nil
		case "TIMESTAMP":
			return "bq_timestamp_checked(bq_instant(" + total + "))", nil
		}
		return fmt.Sprintf("bq_like_checked(%s, %s)", a[0].SQL, total), nil
	}, "bq_civil", "bq_instant", "bq_date_checked", "bq_datetime_checked", "bq_timestamp_checked", "bq_like_checked", "bq_cast_date", "bq_cast_datetime",
		"bq_cast_timestamp", "bq_cast_time")
}
