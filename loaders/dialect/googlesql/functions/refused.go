package functions

import "errors"

// refused are functions that GoogleSQL has and that are not understood, with the reason.
var refused = map[string]string{
	"FARM_FINGERPRINT": "the engine does not have its hash",
	"SESSION_USER":     "a snapshot does not know who asks",
}

func init() {
	for name, reason := range refused {
		table[name] = Function{Name: name, Max: -1, Write: func([]Arg) (string, error) { return "", errors.New(reason) }}
	}
}

// Refused says why a function of GoogleSQL is not understood, if it is one of those.
func Refused(name string) (reason string, refuses bool) {
	reason, refuses = refused[name]
	return reason, refuses
}
