package reference

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"funneltrace/loaders/dialect/googlesql"
	"funneltrace/loaders/engine/enginetest"
)

// made are the macros that the connection has, which all cases share.
var made = map[string]bool{}

// answer runs a case and returns its rows as text, in order where the query has one.
func answer(ctx context.Context, conn *sql.Conn, c recorded) (rows []string, cols []string, err error) {
	t, err := googlesql.Translate(c.SQL)
	if err != nil {
		return nil, nil, err
	}
	macros, err := googlesql.Macros(t.Macros)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range macros {
		if made[m] {
			continue
		}
		made[m] = true
		if _, err := conn.ExecContext(ctx, strings.Replace(m, "CREATE MACRO", "CREATE OR REPLACE MACRO", 1)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", m, err)
		}
	}
	r, err := conn.QueryContext(ctx, t.SQL)
	if err != nil {
		return nil, nil, fmt.Errorf("%w\n\t%s", err, t.SQL)
	}
	defer r.Close()
	if cols, err = r.Columns(); err != nil {
		return nil, nil, err
	}
	for r.Next() {
		values := make([]any, len(cols))
		at := make([]any, len(cols))
		for i := range values {
			at[i] = &values[i]
		}
		if err := r.Scan(at...); err != nil {
			return nil, nil, err
		}
		var cells []string
		for i, v := range values {
			typ := ""
			if i < len(c.Types) {
				typ = c.Types[i]
			}
			cells = append(cells, gotValue(v, typ))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows, cols, r.Err()
}

func wantRows(c recorded) (rows []string) {
	for _, r := range c.Rows {
		var cells []string
		for _, v := range r {
			cells = append(cells, wantValue(v))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows
}

// sameColumns says whether the engine has the names that the reference has; where that has none, any will do.
func sameColumns(got, want []string) bool {
	return len(got) == len(want) && !slices.ContainsFunc(want, func(name string) bool {
		i := slices.Index(want, name)
		return name != "" && !strings.EqualFold(got[i], name) && slices.Index(want, name) == i
	})
}

// refused are the cases that are an error here, by what they call, though the reference has an answer.
var refused = map[string]string{
	"net_host.2":       "NET.REG_DOMAIN knows the list of public suffixes",
	"normalize.2":      "the engine composes no letters beyond ASCII as it folds their case",
	"farm_fingerprint": "the engine does not have the hash",
	"col089":           "the engine does not have the hash",
	"replace_lower.5":  "SOUNDEX is not in the list",
	"numeric_types.4":  "the engine has no BIGNUMERIC",
	"cast_format":      "CAST … FORMAT is not in the list",
}

// mostOpen is how many of the functions' own cases are not right yet. It only falls.
const mostOpen = 44

func isRefused(id string) bool {
	for known := range refused {
		if id == known || strings.HasPrefix(id, known+".") {
			return true
		}
	}
	return false
}

func TestTheEngineAnswersAsTheReference(t *testing.T) {
	ctx := context.Background()
	conn := enginetest.Connect(t, enginetest.Open(t))
	right, failed, open := 0, 0, 0
	complain := func(c recorded) func(string, ...any) {
		if !strings.HasPrefix(c.file, "functions_") {
			return t.Errorf
		}
		open++
		return t.Logf
	}
	for _, c := range readCases(t) {
		got, cols, err := answer(ctx, conn, c)
		want := wantRows(c)
		if !strings.Contains(strings.ToUpper(c.SQL), "ORDER BY") {
			slices.Sort(got)
			slices.Sort(want)
		}
		switch {
		case err != nil && (c.Error != "" || isRefused(c.ID)):
			failed++
		case err != nil:
			complain(c)("%s fails: %v\n\t%s", c.ID, err, c.SQL)
		case c.Error != "" || !slices.Equal(got, want) || !sameColumns(cols, c.Cols):
			complain(c)("%s is wrong:\n\t%s\n\tgot  %q %q\n\twant %q %q%s", c.ID, c.SQL, cols, got, c.Cols, want, c.Error)
		default:
			right++
		}
	}
	if open > mostOpen {
		t.Errorf("%d cases of functions are not right, and only %d are known", open, mostOpen)
	}
	t.Logf("%d right, %d errors that are meant to be, %d not right", right, failed, open)
}
