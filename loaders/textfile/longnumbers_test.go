package textfile

import "testing"

func TestADoubleHoldsWhatItPrintsAgain(t *testing.T) {
	for _, s := range []string{"0.1", "0.10", "-0.0", "0e0", "0.10000000000000001", "0.30000000000000004", "1e5", "1.5E+300", "4.9e-324", "5e-324", "1.7976931348623157e308", "9007199254740992.0",
		"0.1000000000000000055511151231257827021181583404541015625", "1.00000000000000000000000000", "100000000000000000000000.0"} {
		if !doubleHolds(s) {
			t.Errorf("%s is no DOUBLE", s)
		}
	}
	for _, s := range []string{"9007199254740993.0", "0.100000000000000005", "1e-400", "1e400", "12345678901234567891.0", "1.00000000000000000001"} {
		if doubleHolds(s) {
			t.Errorf("%s is a DOUBLE", s)
		}
	}
	for s, want := range map[string]bool{"9007199254740992": true, "9007199254740993": false, "-9007199254740993": false, "9223372036854775807": false, "-9223372036854775808": true, "4611686018427387904": true} {
		if doubleHoldsInt(s) != want {
			t.Errorf("%s: got %v", s, !want)
		}
	}
}
