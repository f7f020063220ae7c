package files

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Sealings counts the files by the key that they are sealed under, by its id.
func (f *Storage) Sealings(ctx context.Context) (map[string]int, error) {
	n := map[string]int{}
	err := f.Each(ctx, func(_ string, sealed io.Reader) error {
		head := make([]byte, 1+keyIDSize)
		if _, err := io.ReadFull(sealed, head); err == nil && head[0] == sealVersion {
			n[hex.EncodeToString(head[1:])]++
		}
		return nil
	})
	return n, err
}

// Reseal seals every file under the first key that is sealed under an older one,
// each whole and in one move. It may end anywhere and be called again. After each
// file it rests. A file that does not open is left as it is.
func (f *Storage) Reseal(ctx context.Context, rest func(sealed int) error) error {
	return f.Each(ctx, func(name string, sealed io.Reader) error {
		done, err := f.reseal(name, sealed)
		if err != nil {
			return fmt.Errorf("files: seal a file under another key: %w", err)
		}
		if !done {
			return nil
		}
		return rest(1)
	})
}

// reseal does one; done is false where there is nothing to do.
func (f *Storage) reseal(name string, sealed io.Reader) (done bool, err error) {
	in := bufio.NewReader(sealed)
	head, err := in.Peek(1 + keyIDSize)
	if err != nil || head[0] != sealVersion || bytes.Equal(head[1:], f.keys.ids[0]) {
		return false, nil
	}
	day, hash := "", name
	if in, ok := strings.CutPrefix(name, binned+"/"); ok {
		day, hash, _ = strings.Cut(in, "/")
	}
	plain, err := f.keys.open(in)
	if sum := sha256.Sum256(plain); err != nil || hex.EncodeToString(sum[:]) != hash {
		return false, nil
	}
	temp, err := f.begin()
	if err != nil {
		return false, err
	}
	defer f.end(temp)
	to, err := f.keys.sealing(temp)
	if err == nil {
		_, err = to.Write(plain)
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		return false, err
	}
	f.placing.Lock()
	defer f.placing.Unlock()
	lies, err := f.lies(hash)
	if day == "" {
		if err != nil || !lies { // it went meanwhile, and stays away
			return false, err
		}
		return true, f.place.settle(temp, hash)
	}
	if err != nil {
		return false, err
	}
	if lies { // it came back: the one in the bin is too much
		delete(f.binned, hash)
		return true, f.place.drop(hash, day)
	}
	there, err := f.place.openBin(hash, day)
	if errors.Is(err, ErrAbsent) {
		return false, nil
	}
	if err == nil {
		err = errors.Join(there.Close(), f.place.settle(temp, hash))
	}
	if err == nil {
		err = f.place.bin(hash, day)
	}
	return err == nil, err
}

// lies reports whether a file is in its place.
func (f *Storage) lies(hash string) (bool, error) {
	there, err := f.place.open(hash)
	if errors.Is(err, ErrAbsent) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, there.Close()
}
