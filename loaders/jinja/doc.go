// Package jinja renders the templates of dbt projects: Jinja2 with the extensions that dbt turns on (do, break, continue), its
// return() and its blocks (snapshot, test, materialization, docs).
//
// Only the syntax is read here. The values are those of go.starlark.net, a well-kept dialect of Python: its dicts keep their
// order, its lists are shared and not copied, and its strings have Python's methods, on all of which the columns that a
// template writes depend. The template engine gonja v2.9.1 was tried first. It sorts dicts by their keys and loses what is
// appended to a list inside of a loop, both without a word, so that models came out with other columns than dbt gives them.
//
// A [Template] is parsed once and rendered in an [Env], which says what names mean:
//
//	t, err := jinja.Parse("models/orders.sql", text)
//	out, err := t.Render(ctx, &jinja.Env{Lookup: names})
//
// An [Output] knows where its parts come from. Errors are an [*Error] with file, line and column.
package jinja
