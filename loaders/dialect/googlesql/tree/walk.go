package tree

// Walk calls visit for the expressions of x, outermost first, those of queries within it too. Where visit returns false, what lies
// below is left out.
func Walk(x Expr, visit func(Expr) bool) {
	if isNil(x) || !visit(x) {
		return
	}
	each := func(xs ...Expr) {
		for _, x := range xs {
			Walk(x, visit)
		}
	}
	switch x := x.(type) {
	case *Interval:
		each(x.Value)
	case *Field:
		each(x.X)
	case *Index:
		each(x.X, x.I)
	case *Star:
		walkItems(x.Replace, visit)
		each(x.Of)
	case *Unary:
		each(x.X)
	case *Binary:
		each(x.X, x.Y)
	case *Junction:
		each(x.Terms...)
	case *Is:
		each(x.X)
	case *Distinct:
		each(x.X, x.Y)
	case *Between:
		each(x.X, x.Low, x.High)
	case *In:
		each(x.X, x.Array)
		each(x.List...)
		WalkQuery(x.Query, visit)
	case *Like:
		each(x.X, x.Array)
		each(x.Patterns...)
		WalkQuery(x.Query, visit)
	case *Case:
		each(x.X, x.Else)
		for _, w := range x.Whens {
			each(w.When, w.Then)
		}
	case *Call:
		each(x.Args...)
		if x.Having != nil {
			each(x.Having.X)
		}
		walkOrder(x.OrderBy, visit)
		each(x.Limit)
		if x.Over != nil {
			walkWindow(*x.Over, visit)
		}
	case *NamedArg:
		each(x.Value)
	case *Lambda:
		each(x.Body)
	case *Cast:
		each(x.X, x.Format, x.Zone)
	case *Extract:
		each(x.X, x.Zone)
	case *Array:
		each(x.Elems...)
	case *Struct:
		walkItems(x.Fields, visit)
	case *Subquery:
		WalkQuery(x.Query, visit)
	}
}

func isNil(x Expr) bool { return x == nil }

// WalkQuery is [Walk] for all expressions of a query; it may be nil.
func WalkQuery(q *Query, visit func(Expr) bool) {
	if q == nil {
		return
	}
	for _, c := range q.With {
		WalkQuery(c.Query, visit)
	}
	walkBody(q.Body, visit)
	walkOrder(q.OrderBy, visit)
	Walk(q.Limit, visit)
	Walk(q.Offset, visit)
}

func walkBody(b Body, visit func(Expr) bool) {
	switch b := b.(type) {
	case *Query:
		WalkQuery(b, visit)
	case *SetOp:
		walkBody(b.Left, visit)
		walkBody(b.Right, visit)
	case *Select:
		WalkSelect(b, visit)
	}
}

// WalkSelect is [Walk] for all expressions of a SELECT.
func WalkSelect(s *Select, visit func(Expr) bool) {
	walkItems(s.Items, visit)
	walkSource(s.From, visit)
	Walk(s.Where, visit)
	if s.Group != nil {
		walkKeys(s.Group.Keys, visit)
	}
	Walk(s.Having, visit)
	Walk(s.Qualify, visit)
	for _, w := range s.Windows {
		walkWindow(w.Window, visit)
	}
}

func walkKeys(keys []GroupKey, visit func(Expr) bool) {
	for _, k := range keys {
		Walk(k.X, visit)
		walkKeys(k.Sets, visit)
		for _, x := range k.List {
			Walk(x, visit)
		}
	}
}

func walkSource(s Source, visit func(Expr) bool) {
	switch s := s.(type) {
	case *Table:
		Walk(s.AsOf, visit)
	case *Unnest:
		Walk(s.Array, visit)
	case *Derived:
		WalkQuery(s.Query, visit)
	case *Join:
		walkSource(s.Left, visit)
		walkSource(s.Right, visit)
		Walk(s.On, visit)
	case *Pivot:
		walkSource(s.Of, visit)
		walkItems(s.Aggregates, visit)
		Walk(s.For, visit)
		walkItems(s.In, visit)
	case *Unpivot:
		walkSource(s.Of, visit)
	case *TableFunction:
		Walk(s.Call, visit)
	case *Sample:
		walkSource(s.Of, visit)
		Walk(s.Percent, visit)
	}
}

func walkItems(items []Item, visit func(Expr) bool) {
	for _, i := range items {
		Walk(i.X, visit)
	}
}

func walkOrder(keys []Order, visit func(Expr) bool) {
	for _, k := range keys {
		Walk(k.X, visit)
	}
}

func walkWindow(w Window, visit func(Expr) bool) {
	for _, x := range w.Partition {
		Walk(x, visit)
	}
	walkOrder(w.OrderBy, visit)
	if w.Frame != nil {
		Walk(w.Frame.Start.X, visit)
		Walk(w.Frame.End.X, visit)
	}
}
