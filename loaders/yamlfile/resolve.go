package yamlfile

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// maxValues is how many values a file may stand for once each alias is replaced by what it names: ten times what a file of
// [maxTokens] has without aliases. A few lines of aliases of aliases stand for billions.
const maxValues = 1_000_000

// resolve finds what each alias stands for: the anchor of that name that was written last before it. What it returns can be
// walked to its end, in a bearable time: no anchor contains itself, and there are no more than [maxValues] values to be met, no
// deeper than twice [maxDepth].
func resolve(f *File, root ast.Node) (map[*ast.AliasNode]ast.Node, error) {
	r := resolver{file: f, anchors: map[string]*anchor{}, aliases: map[*ast.AliasNode]ast.Node{}}
	_, err := r.walk(root)
	return r.aliases, err
}

type resolver struct {
	file    *File
	anchors map[string]*anchor
	aliases map[*ast.AliasNode]ast.Node
}

// anchor is a named value.
type anchor struct {
	value ast.Node
	size  extent
	open  bool // it is being walked over
}

// extent is how many values a value is, with those in it, and how deep they are.
type extent struct{ values, depth int }

func (r *resolver) walk(n ast.Node) (extent, error) {
	switch n := n.(type) {
	case *ast.AnchorNode:
		a := &anchor{value: n.Value, open: true}
		r.anchors[n.Name.String()] = a
		size, err := r.walk(n.Value)
		a.size, a.open = size, false
		return size, err
	case *ast.AliasNode:
		name := n.Value.String()
		a := r.anchors[name]
		switch {
		case a == nil:
			return extent{}, r.file.Errorf(r.file.NodePos(n), "there is no anchor &%s before this", name)
		case a.open:
			return extent{}, r.file.Errorf(r.file.NodePos(n), "the anchor &%s contains itself", name)
		}
		r.aliases[n] = a.value
		return a.size, nil
	}
	sum := extent{values: 1}
	for _, child := range children(n) {
		size, err := r.walk(child)
		if err != nil {
			return sum, err
		}
		sum.values += size.values
		sum.depth = max(sum.depth, size.depth+1)
		if sum.values > maxValues {
			return sum, r.file.Errorf(r.file.NodePos(n), "%w", fmt.Errorf("with what its aliases stand for, this has more than %d values", maxValues))
		}
		if sum.depth > 2*maxDepth {
			return sum, r.file.Errorf(r.file.NodePos(n), "nested too deep, with what its aliases stand for")
		}
	}
	return sum, nil
}

// children are the values in a value, in the order in which they are written.
func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.MappingNode:
		list := make([]ast.Node, len(n.Values))
		for i, v := range n.Values {
			list[i] = v
		}
		return list
	case *ast.MappingValueNode:
		return []ast.Node{n.Key, n.Value}
	case *ast.MappingKeyNode:
		return []ast.Node{n.Value}
	case *ast.SequenceNode:
		return n.Values
	case *ast.TagNode:
		return []ast.Node{n.Value}
	}
	return nil
}
