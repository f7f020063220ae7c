package backup

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"filippo.io/age"
)

// stanza names our way to seal the key of an archive.
const stanza = "naikkelas"

// ErrKey is that an archive was sealed with a DATA_KEY we do not have.
var ErrKey = errors.New("backup: the file was sealed with another DATA_KEY; right would be the key that the city had when it was made")

// wrapping is the cipher for the key of an archive, and a name of the secret it
// is derived from.
type wrapping struct {
	aead cipher.AEAD
	id   string
}

func newWrapping(secret []byte) wrapping {
	key, err := hkdf.Key(sha256.New, secret, nil, "naikkelas backup", 32)
	if err != nil {
		panic("backup: derive key: " + err.Error()) // only for lengths no hash allows
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("backup: make cipher: " + err.Error()) // only for keys of a wrong size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("backup: make cipher: " + err.Error())
	}
	id := sha256.Sum256(append([]byte("naikkelas backup key id"), key...))
	return wrapping{aead, base64.RawStdEncoding.EncodeToString(id[:6])}
}

// sealer seals for whoever has the first secret.
func sealer(secrets [][]byte) age.Recipient { return newWrapping(secrets[0]) }

// openers open what was sealed with any of the secrets.
func openers(secrets [][]byte) []age.Identity {
	var all []age.Identity
	for _, s := range secrets {
		all = append(all, newWrapping(s))
	}
	return all
}

// Wrap implements age.Recipient.
func (w wrapping) Wrap(key []byte) ([]*age.Stanza, error) {
	return []*age.Stanza{{Type: stanza, Args: []string{w.id}, Body: w.aead.Seal(nil, nil, key, []byte(stanza))}}, nil
}

// Unwrap implements age.Identity.
func (w wrapping) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type != stanza || !bytes.Equal([]byte(w.id), []byte(firstOf(s.Args))) {
			continue
		}
		key, err := w.aead.Open(nil, nil, s.Body, []byte(stanza))
		if err != nil {
			return nil, fmt.Errorf("%w: the key of the archive does not open", age.ErrIncorrectIdentity)
		}
		return key, nil
	}
	return nil, age.ErrIncorrectIdentity
}

func firstOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
