package files

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed file is: version (1 byte), key id (4), salt (16), and pieces of
// 64 KiB, each sealed with AES-256-GCM. Every file has a key of its own, made
// of the secret and the salt, so that the pieces' numbers can be their nonces;
// the last byte of a nonce says whether the piece is the last. Pieces that are
// missing, repeated or in another order do not open.
const (
	sealVersion = 1
	keyIDSize   = 4
	saltSize    = 16
	chunk       = 64 << 10
	overhead    = 16 // GCM's tag
)

var errSealed = errors.New("files: a sealed file does not open")

type keys struct {
	secrets [][]byte
	ids     [][]byte
}

func newKeys(secrets [][]byte) keys {
	k := keys{secrets: secrets}
	for _, s := range secrets {
		id := sha256.Sum256(append([]byte("naikkelas key id"), s...))
		k.ids = append(k.ids, id[:keyIDSize])
	}
	return k
}

// cipher is that of one file.
func (k keys) cipher(n int, salt []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, k.secrets[n], salt, "naikkelas file", 32)
	if err != nil {
		return nil, fmt.Errorf("files: derive a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("files: make a cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

// nonce of piece n.
func nonce(n uint32, last bool) []byte {
	out := make([]byte, 12)
	binary.BigEndian.PutUint32(out[7:], n)
	if last {
		out[11] = 1
	}
	return out
}

// sealer seals what is written to it. Close writes the last piece.
type sealer struct {
	to     io.Writer
	cipher cipher.AEAD
	piece  []byte
	n      uint32
}

func (k keys) sealing(to io.Writer) (*sealer, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	c, err := k.cipher(0, salt)
	if err != nil {
		return nil, err
	}
	head := append(append([]byte{sealVersion}, k.ids[0]...), salt...)
	if _, err := to.Write(head); err != nil {
		return nil, fmt.Errorf("files: write: %w", err)
	}
	return &sealer{to: to, cipher: c, piece: make([]byte, 0, chunk)}, nil
}

func (s *sealer) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if len(s.piece) == chunk { // more follows: it is not the last
			if err := s.flush(false); err != nil {
				return 0, err
			}
		}
		n := min(chunk-len(s.piece), len(rest))
		s.piece, rest = append(s.piece, rest[:n]...), rest[n:]
	}
	return len(p), nil
}

func (s *sealer) Close() error { return s.flush(true) }

func (s *sealer) flush(last bool) error {
	if _, err := s.to.Write(s.cipher.Seal(nil, nonce(s.n, last), s.piece, nil)); err != nil {
		return fmt.Errorf("files: write: %w", err)
	}
	s.n++
	s.piece = s.piece[:0]
	return nil
}

// open reads a whole sealed file; it is never longer than what was taken in.
func (k keys) open(r io.Reader) ([]byte, error) {
	head := make([]byte, 1+keyIDSize+saltSize)
	if _, err := io.ReadFull(r, head); err != nil || head[0] != sealVersion {
		return nil, errSealed
	}
	for i, id := range k.ids {
		if bytes.Equal(id, head[1:1+keyIDSize]) {
			c, err := k.cipher(i, head[1+keyIDSize:])
			if err != nil {
				return nil, err
			}
			return openPieces(r, c)
		}
	}
	return nil, errSealed
}

func openPieces(r io.Reader, c cipher.AEAD) ([]byte, error) {
	var out []byte
	piece, next := make([]byte, chunk+overhead), make([]byte, chunk+overhead)
	size, err := io.ReadFull(r, piece)
	for n := uint32(0); ; n++ {
		ended := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
		if err != nil && !ended {
			return nil, fmt.Errorf("files: read a file: %w", err)
		}
		following, then := 0, error(io.EOF)
		if !ended {
			following, then = io.ReadFull(r, next)
		}
		last := following == 0
		out, err = c.Open(out, nonce(n, last), piece[:size], nil)
		if err != nil || len(out) > Most {
			return nil, errSealed
		}
		if last {
			return out, nil
		}
		piece, next, size, err = next, piece, following, then
	}
}
