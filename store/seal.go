package store

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"naikkelas/enterprise"
)

// Keys are the secrets data is sealed with. The first seals, all of them
// open: to change the key, put the new one first and keep the old one until
// nothing is sealed under it any more (see Reseal).
type Keys [][]byte

// IDs name the keys, in order. They tell nothing of them.
func (k Keys) IDs() []string {
	ids := make([]string, len(k))
	for i, key := range k {
		ids[i] = hex.EncodeToString(keyID(key))
	}
	return ids
}

func keyID(key []byte) []byte {
	id := sha256.Sum256(append([]byte("naikkelas key id"), key...))
	return id[:keyIDSize]
}

const keySize = 32 // AES-256

// ParseKeys reads DATA_KEY: one or more base64 texts of 32 bytes, separated
// by commas or new lines.
func ParseKeys(text string) (Keys, error) {
	var keys Keys
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == ' ' }) {
		key, err := base64.StdEncoding.DecodeString(part)
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("a key is not 32 bytes in base64")
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("there is no key")
	}
	return keys, nil
}

// A sealed value is: version (1 byte), key id (4), nonce (12), AES-256-GCM
// ciphertext. The scope (a person, the inbox) decides the key and, with the
// field's name, is authenticated: a value moved elsewhere does not open. One
// key per scope keeps random nonces far from their limit of 2^32 uses.
const (
	sealVersion = 1
	keyIDSize   = 4
	nonceSize   = 12
	sealHeader  = 1 + keyIDSize
)

var errSealed = errors.New("store: a sealed value does not open")

// sealer seals and opens. It keeps the ciphers of recent scopes.
type sealer struct {
	keys  Keys
	ids   [][]byte
	first atomic.Int32           // the place of the key that seals
	found atomic.Pointer[[]byte] // the look-up key, once it was read

	mu      sync.Mutex
	ciphers map[string]cipher.AEAD
}

// maxCiphers bounds the ciphers kept: about 1 KB each.
const maxCiphers = 8192

func newSealer(keys Keys) *sealer {
	s := &sealer{keys: keys, ciphers: map[string]cipher.AEAD{}}
	for _, k := range keys {
		s.ids = append(s.ids, keyID(k))
	}
	return s
}

// lookup is the key of the keyed hashes that people, words and tokens are found
// by. It is read from Redis (see Ready) before anything is looked up.
func (s *sealer) lookup() []byte {
	if key := s.found.Load(); key != nil {
		return *key
	}
	panic("store: something is looked up before the look-up key was read")
}

func derive(key []byte, info string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "naikkelas "+info, keySize)
	if err != nil {
		panic("store: derive key: " + err.Error()) // only for lengths no hash allows
	}
	return out
}

func (s *sealer) cipher(key int, scope string) cipher.AEAD {
	name := string(rune(key)) + scope
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.ciphers[name]; ok {
		return c
	}
	block, err := aes.NewCipher(derive(s.keys[key], "seal "+scope))
	if err != nil {
		panic("store: make cipher: " + err.Error()) // only for keys of a wrong size
	}
	c, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("store: make cipher: " + err.Error())
	}
	if len(s.ciphers) >= maxCiphers {
		clear(s.ciphers)
	}
	s.ciphers[name] = c
	return c
}

func (s *sealer) seal(scope, field string, plain []byte) []byte {
	out := make([]byte, 0, sealHeader+nonceSize+len(plain)+16)
	out = append(out, sealVersion)
	first := int(s.first.Load())
	out = append(out, s.ids[first]...)
	return s.cipher(first, scope).Seal(out, nil, plain, []byte(scope+"\x00"+field))
}

func (s *sealer) open(scope, field string, sealed []byte) ([]byte, error) {
	if len(sealed) < sealHeader+nonceSize || sealed[0] != sealVersion {
		return nil, errSealed
	}
	for i, id := range s.ids {
		if bytes.Equal(id, sealed[1:sealHeader]) {
			plain, err := s.cipher(i, scope).Open(nil, nil, sealed[sealHeader:], []byte(scope+"\x00"+field))
			if err != nil {
				return nil, errSealed
			}
			return plain, nil
		}
	}
	return nil, ErrWrongKey
}

// token is a secret made of a cause's id: 32 hexadecimal digits.
func (s *sealer) token(id string) string {
	mac := hmac.New(sha256.New, s.lookup())
	mac.Write([]byte("token\x00" + id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// digest is a text as nobody without the key can work it out.
func (s *sealer) digest(text string) string {
	mac := hmac.New(sha256.New, s.lookup())
	mac.Write([]byte("digest\x00" + text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// alias is the name under which an address is looked up.
func (s *sealer) alias(a enterprise.Address) string {
	mac := hmac.New(sha256.New, s.lookup())
	mac.Write([]byte(a.Channel + "\x00" + a.ID))
	return string(mac.Sum(nil)[:16])
}
