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
			return moment(a[0], kind).SQL, nil
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
			return call("bq_date_checked", plain("CAST("+total+" AS DATE)")), nil
		case "DATETIME":
			return call("bq_datetime_checked", plain(total)), nil
		case "TIME":
			return "CAST(" + total + " AS TIME)", nil
		case "TIMESTAMP":
			return call("bq_timestamp_checked", plain(call("bq_instant", plain(total)))), nil
		}
		return call("bq_like_checked", a[0], plain(total)), nil
	})
}
