package dbt

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// query runs a query over the snapshot, and over the models that the template has named: their names, and the rows.
func (r *rendering) query(sql string) (names []string, out [][]jinja.Value, err error) {
	if r.peeking {
		return nil, nil, errors.New("not yet")
	}
	sql = strings.TrimRight(sql, "; \t\r\n")
	answers, err := r.ask.connect(r.ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range r.result.refs {
		if err := r.ask.build(r.ctx, n); err != nil {
			return nil, nil, err
		}
	}
	if sql, err = r.ask.engineSQL(r.ctx, sql); err != nil {
		return nil, nil, fmt.Errorf("the query is not understood: %w", err)
	}
	rows, err := answers.Select(r.ctx, sql)
	if err != nil {
		return nil, nil, refusal(err, sql)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, nil, err
	}
	for _, t := range types {
		names = append(names, t.Name())
	}
	const most = 10_000 // values in one template
	for rows.Next() {
		if len(out) == most {
			return nil, nil, fmt.Errorf("the query has more than %d rows", most)
		}
		cells, to := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, nil, err
		}
		row := make([]jinja.Value, len(cells))
		for i, c := range cells {
			row[i] = cell(c, types[i].DatabaseTypeName())
		}
		out = append(out, row)
	}
	return names, out, rows.Err()
}

// excerpt is the first words of a statement.
func excerpt(sql string) string {
	words := strings.Fields(sql)
	if len(words) == 0 {
		return "an empty text"
	}
	return strings.Join(words[:min(len(words), 3)], " ")
}

// cell is a value of the engine's as a template has it.
func cell(c any, typ string) jinja.Value {
	switch c := c.(type) {
	case int8:
		return starlark.MakeInt(int(c))
	case int16:
		return starlark.MakeInt(int(c))
	case int32:
		return starlark.MakeInt(int(c))
	case uint8:
		return starlark.MakeInt(int(c))
	case uint16:
		return starlark.MakeInt(int(c))
	case uint32:
		return starlark.MakeInt64(int64(c))
	case uint64:
		return starlark.MakeUint64(c)
	case float32:
		return starlark.Float(c)
	case time.Time:
		switch typ {
		case "DATE":
			return day{moment{c}}
		case "TIMESTAMPTZ":
			return moment{c.UTC()}
		}
		return moment{c.In(naive)}
	}
	return toValue(c)
}

// values is trace_values: the rows of a query.
func (r *rendering) values(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) != 1 {
		return nil, errors.New("trace_values wants a query")
	}
	_, rows, err := r.query(jinja.Text(args[0]))
	if err != nil {
		return nil, err
	}
	out := make([]jinja.Value, len(rows))
	for i, row := range rows {
		out[i] = starlark.NewList(row)
	}
	return starlark.NewList(out), nil
}

// runQuery is dbt's run_query().
func (r *rendering) runQuery(args tuple, kw kwargs) (jinja.Value, error) {
	var sql jinja.Value
	if err := starlark.UnpackArgs("run_query", args, kw, "sql", &sql); err != nil {
		return nil, err
	}
	names, rows, err := r.query(jinja.Text(sql))
	if err != nil {
		return nil, err
	}
	return table(names, rows), nil
}

// statement is dbt's statement(): what stands in the call is run, and load_result() gives what came of it.
func (r *rendering) statement(args tuple, kw kwargs) (jinja.Value, error) {
	var name jinja.Value = starlark.None
	var caller starlark.Callable
	var fetch, begin, language jinja.Value
	if err := starlark.UnpackArgs("statement", args, kw, "name?", &name, "fetch_result?", &fetch, "auto_begin?", &begin, "language?", &language, "caller", &caller); err != nil {
		return nil, err
	}
	sql, err := r.rt.Call(caller, nil, nil)
	if err != nil {
		return nil, err
	}
	names, rows, err := r.query(jinja.Text(sql))
	if err != nil {
		return nil, err
	}
	data := make([]jinja.Value, len(rows))
	for i, row := range rows {
		data[i] = starlark.Tuple(row)
	}
	r.loaded[jinja.Text(name)] = &jinja.Object{Kind: "result", Print: "<result>", Parts: map[string]jinja.Value{
		"data": starlark.NewList(data), "table": table(names, rows), "response": starlark.String("OK"), "status": starlark.String("OK"),
	}}
	return starlark.String(""), nil
}

// loadResult is dbt's load_result().
func (r *rendering) loadResult(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) == 1 {
		if v, ok := r.loaded[jinja.Text(args[0])]; ok {
			return v, nil
		}
	}
	return starlark.None, nil
}
