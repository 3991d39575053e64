package jinja

import "strings"

// Template is a parsed template.
type Template struct {
	src    *source
	nodes  body
	blocks []Block
	macros []string
}

// Block is one of the blocks that dbt adds to Jinja.
type Block struct {
	Kind string // snapshot, test or materialization
	Name string
	Pos  Pos
}

// Output is a rendered template.
type Output struct {
	Text   string
	Places []Place // where the parts of Text come from, in order
}

// Blocks returns the template's blocks of dbt's.
func (t *Template) Blocks() []Block { return t.blocks }

// Macros returns the names of the macros that the template defines at its top level.
func (t *Template) Macros() []string { return t.macros }

// Render renders the template. Blocks of dbt's print nothing.
func (t *Template) Render(env *Env) (*Output, error) { return t.render(env, "") }

// RenderBlock renders one snapshot of the template, and nothing around it.
func (t *Template) RenderBlock(env *Env, name string) (*Output, error) { return t.render(env, name) }

func (t *Template) render(env *Env, block string) (*Output, error) {
	result := &writer{keep: true}
	out := result
	if block != "" {
		out = &writer{sink: result}
	}
	f := &frame{env: env, run: env.Runtime, scope: &scope{vars: map[string]Value{}}, out: out, block: block}
	if err := outside(t, t.nodes.render(f)); err != nil {
		return nil, err
	}
	return &Output{result.b.String(), result.places}, nil
}

// Module renders a file of macros and returns what it defines, by name.
func (t *Template) Module(env *Env) (map[string]Value, error) {
	f := &frame{env: env, run: env.Runtime, scope: &scope{vars: map[string]Value{}}, out: &writer{}}
	if err := outside(t, t.nodes.render(f)); err != nil {
		return nil, err
	}
	return f.scope.vars, nil
}

// outside makes a jump that nothing caught an error.
func outside(t *Template, err error) error {
	if err != nil && isJump(err) {
		return errorAt(t.src.pos(0), "%w", err)
	}
	return err
}

// Evaluate evaluates a text as dbt does the values of its YAML files: what is one expression in {{ }} gives its value, and
// anything else a text.
func Evaluate(env *Env, file, text string) (Value, error) {
	t, err := Parse(file, text)
	if err != nil {
		return nil, err
	}
	f := &frame{env: env, run: env.Runtime, scope: &scope{vars: map[string]Value{}}, out: &writer{}}
	if only, ok := one(t.nodes); ok && strings.TrimSpace(text) == text {
		v, err := only.e.eval(f)
		return v, outside(t, err)
	}
	if err := outside(t, t.nodes.render(f)); err != nil {
		return nil, err
	}
	return str(f.out.b.String()), nil
}

func one(b body) (outputNode, bool) {
	if len(b) != 1 {
		return outputNode{}, false
	}
	n, ok := b[0].(outputNode)
	return n, ok
}

// Prelude evaluates the template's settings and its calls of a function, such as config, that stand at its top level or below an if, and
// nothing else. What fails is left out: it will fail again when the template is rendered.
func (t *Template) Prelude(env *Env, name string) {
	prelude(&frame{env: env, run: env.Runtime, scope: &scope{vars: map[string]Value{}}, out: &writer{}}, t.nodes, name)
}

func prelude(f *frame, nodes body, name string) {
	for _, n := range nodes {
		var e expr
		switch n := n.(type) {
		case setNode, setBlock, *macroDef:
			_ = n.render(f)
		case outputNode:
			e = n.e
		case doNode:
			e = n.e
		case ifNode:
			if b, err := n.branch(f); err == nil {
				prelude(f, b, name)
			}
		case blockNode:
			prelude(f.within(), n.body, name)
		}
		if c, ok := e.(call); ok && sayExpr(c.fn) == name {
			_, _ = c.eval(f)
		}
	}
}
