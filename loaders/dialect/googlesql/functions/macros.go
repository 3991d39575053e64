package functions

import (
	"embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed macros/*.sql
var macroFiles embed.FS

var (
	macroHead = regexp.MustCompile(`(?m)^CREATE MACRO (\w+)`)
	macroCall = regexp.MustCompile(`\bbq_\w+`)
)

// macros are the statements of the folder macros, by name.
var macros = func() map[string]string {
	out := map[string]string{}
	files, err := macroFiles.ReadDir("macros")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		sql, err := macroFiles.ReadFile("macros/" + f.Name())
		if err != nil {
			panic(err)
		}
		for _, statement := range strings.Split(string(sql), ";\n") {
			if m := macroHead.FindStringSubmatchIndex(statement); m != nil {
				out[statement[m[2]:m[3]]] = statement[m[0]:]
			}
		}
	}
	return out
}()

// Macro returns how a macro is made, and which others it calls; it is empty for a name that is none.
func Macro(name string) (sql string, needs []string) {
	if base, at, ok := onceOf(name); ok {
		return onceMacro(name, base, at), []string{base}
	}
	sql = macros[name]
	for _, other := range macroCall.FindAllString(sql, -1) {
		if other != name && !slices.Contains(needs, other) {
			needs = append(needs, other)
		}
	}
	return sql, needs
}

// Called returns the macros that a text calls.
func Called(sql string) (out []string) {
	for _, name := range macroCall.FindAllString(sql, -1) {
		if made, _ := Macro(name); made != "" {
			out = append(out, name)
		}
	}
	return out
}
