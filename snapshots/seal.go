package snapshots

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// sealedManifest is a manifest as it is written: the last field is the SHA-256 of the whole text in which the field itself
// is zeros. A manifest without a seal is fine; those of older versions have none.
type sealedManifest struct {
	Manifest
	Seal string `json:"seal,omitempty"`
}

var noSeal = strings.Repeat("0", 2*sha256.Size)

func sealField(sum string) []byte { return []byte(`"seal": "` + sum + `"`) }

// seal returns the text of the manifest.
func (m Manifest) seal() ([]byte, error) {
	text, err := json.MarshalIndent(sealedManifest{m, noSeal}, "", "  ")
	if err != nil {
		return nil, err
	}
	text = append(text, '\n')
	return bytes.Replace(text, sealField(noSeal), sealField(sealOf(text)), 1), nil
}

// sealHolds reports whether seal is that of the text.
func sealHolds(text []byte, seal string) bool {
	if bytes.Count(text, sealField(seal)) != 1 {
		return false
	}
	return sealOf(bytes.Replace(text, sealField(seal), sealField(noSeal), 1)) == seal
}

func sealOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
