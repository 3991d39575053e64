// Package googlesql is GoogleSQL, the language of BigQuery, as a language of models.
//
//	t, err := googlesql.Translate("SELECT SAFE_CAST(a AS INT64) AS a FROM `shop.orders`")
//	sql, err := googlesql.Macros(t.Macros) // run these first, in this order
//
// A text is read whole into a tree and written as the engine's SQL. What is not known, syntax or function, is an error with its
// place; nothing is passed on in the hope that the engine means the same by it.
package googlesql

import (
	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/emit"
	"funneltrace/loaders/dialect/googlesql/parse"
)

// Translate returns what a model's text is in the engine's language. The error is a [*dialect.Error].
func Translate(source string) (dialect.Translation, error) {
	script, err := parse.Script(source)
	if err != nil {
		return dialect.Translation{}, err
	}
	return emit.Script(script)
}
