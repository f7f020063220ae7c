package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"strconv"
)

// This file reads the stream that Redis gives its replicas: one moment of all
// its data. A value is not looked into: only where it ends is found, and what
// lies between is what RESTORE takes.

// Operations between the keys of a stream.
const (
	rdbSlotInfo  = 0xf4
	rdbFunction  = 0xf5
	rdbModuleAux = 0xf7
	rdbIdle      = 0xf8
	rdbFrequency = 0xf9
	rdbAux       = 0xfa
	rdbResize    = 0xfb
	rdbExpireMS  = 0xfc
	rdbExpire    = 0xfd
	rdbSelect    = 0xfe
	rdbEnd       = 0xff
)

// Kinds of value that are more than one string, by their shape.
const (
	rdbZSet      = 3
	rdbHash      = 4
	rdbZSet2     = 5
	rdbModule2   = 7
	rdbStream    = 15
	rdbQuickList = 18
	rdbStream2   = 19
	rdbStream3   = 21
)

var errRDB = errors.New("store: what Redis sent is not the copy of its data that is known here")

// jones is the polynomial of Redis's check sums. Go turns sums over at both
// ends, and Redis does not.
var jones = crc64.MakeTable(0x95ac9329ac4bc9b5)

func checksum(sum uint64, data []byte) uint64 { return ^crc64.Update(^sum, jones, data) }

// rdb reads a stream. The first error stays.
type rdb struct {
	in      *bufio.Reader
	sum     uint64
	version uint16
	kept    *bytes.Buffer // what is read, while somebody wants it
	scratch []byte
	err     error
}

// read gives the next bytes; they are valid until the next read.
func (r *rdb) read(n uint64) []byte {
	if r.err != nil || n > 1<<30 {
		r.err = errors.Join(r.err, errRDB)
		return nil
	}
	if uint64(cap(r.scratch)) < n {
		r.scratch = make([]byte, n)
	}
	data := r.scratch[:n]
	if _, err := io.ReadFull(r.in, data); err != nil {
		r.err = fmt.Errorf("store: the copy ends too early: %w", err)
		return nil
	}
	r.sum = checksum(r.sum, data)
	if r.kept != nil {
		r.kept.Write(data)
	}
	return data
}

func (r *rdb) byte() byte {
	if b := r.read(1); b != nil {
		return b[0]
	}
	return 0
}

// length is a number as it is put before things; special: it says how a string
// is put instead.
func (r *rdb) length() (n uint64, special bool) {
	first := r.byte()
	switch first >> 6 {
	case 0:
		return uint64(first & 0x3f), false
	case 1:
		return uint64(first&0x3f)<<8 | uint64(r.byte()), false
	case 3:
		return uint64(first & 0x3f), true
	}
	size := uint64(4)
	if first == 0x81 {
		size = 8
	}
	for _, b := range r.read(size) {
		n = n<<8 | uint64(b)
	}
	return n, false
}

func (r *rdb) number() uint64 {
	n, special := r.length()
	if special {
		r.err = errors.Join(r.err, errRDB)
	}
	return n
}

// string gives a string; those in values are only passed over.
func (r *rdb) string() []byte {
	n, special := r.length()
	if !special {
		return r.read(n)
	}
	switch n {
	case 0:
		return strconv.AppendInt(nil, int64(int8(r.byte())), 10)
	case 1:
		if b := r.read(2); b != nil {
			return strconv.AppendInt(nil, int64(int16(binary.LittleEndian.Uint16(b))), 10)
		}
	case 2:
		if b := r.read(4); b != nil {
			return strconv.AppendInt(nil, int64(int32(binary.LittleEndian.Uint32(b))), 10)
		}
	case 3:
		packed, whole := r.number(), r.number()
		data, err := unpack(r.read(packed), whole)
		r.err = errors.Join(r.err, err)
		return data
	default:
		r.err = errors.Join(r.err, errRDB)
	}
	return nil
}

// unpack undoes LZF.
func unpack(in []byte, size uint64) ([]byte, error) {
	out := make([]byte, 0, min(size, 1<<20))
	for i := 0; i < len(in); {
		control := int(in[i])
		i++
		if control < 32 { // so many and one bytes as they are
			if i+control+1 > len(in) {
				return nil, errRDB
			}
			out = append(out, in[i:i+control+1]...)
			i += control + 1
			continue
		}
		n := control >> 5
		if n == 7 {
			if i >= len(in) {
				return nil, errRDB
			}
			n += int(in[i])
			i++
		}
		if i >= len(in) {
			return nil, errRDB
		}
		from := len(out) - (control&0x1f)<<8 - int(in[i]) - 1
		i++
		if from < 0 {
			return nil, errRDB
		}
		for k := range n + 2 { // it may repeat what it writes
			out = append(out, out[from+k])
		}
	}
	if uint64(len(out)) != size {
		return nil, errRDB
	}
	return out, nil
}

func (r *rdb) times(n uint64, do func()) {
	for ; n > 0 && r.err == nil; n-- {
		do()
	}
}

func (r *rdb) pass()            { r.string() }
func (r *rdb) passN(n uint64)   { r.times(n, r.pass) }
func (r *rdb) numbers(n uint64) { r.times(n, func() { r.number() }) }
func (r *rdb) passScored(size int) {
	r.pass()
	if size > 0 {
		r.read(uint64(size))
	} else if n := r.byte(); n < 253 { // what is no number has no digits
		r.read(uint64(n))
	}
}

// value passes over a value of a kind.
func (r *rdb) value(kind byte) {
	switch kind {
	case 0, 9, 10, 11, 12, 13, 16, 17, 20: // one string, whatever is packed into it
		r.pass()
	case 1, 2, 14:
		r.passN(r.number())
	case rdbZSet:
		r.times(r.number(), func() { r.passScored(0) })
	case rdbZSet2:
		r.times(r.number(), func() { r.passScored(8) })
	case rdbHash:
		r.passN(2 * r.number())
	case rdbModule2:
		r.number()
		r.module()
	case rdbQuickList:
		r.times(r.number(), func() { r.number(); r.pass() })
	case rdbStream, rdbStream2, rdbStream3:
		r.stream(kind)
	default:
		r.err = errors.Join(r.err, fmt.Errorf("%w: a value of kind %d", errRDB, kind))
	}
}

func (r *rdb) stream(kind byte) {
	r.passN(2 * r.number())
	r.numbers(3)
	if kind != rdbStream {
		r.numbers(5)
	}
	r.times(r.number(), func() { // groups, which we have none of, but others on this server may
		r.pass()
		r.numbers(2)
		if kind != rdbStream {
			r.number()
		}
		r.times(r.number(), func() { r.read(16 + 8); r.number() })
		r.times(r.number(), func() {
			r.pass()
			r.read(8)
			if kind == rdbStream3 {
				r.read(8)
			}
			r.times(r.number(), func() { r.read(16) })
		})
	})
}

// module passes over what a module wrote.
func (r *rdb) module() {
	for r.err == nil {
		switch r.number() {
		case 0:
			return
		case 1, 2:
			r.number()
		case 3:
			r.read(4)
		case 4:
			r.read(8)
		case 5:
			r.pass()
		default:
			r.err = errRDB
		}
	}
}

// dumped is one key as a stream holds it.
type dumped struct {
	db      int
	key     string
	expires uint64 // Unix milliseconds; 0: never
	payload []byte // for RESTORE
}

// readRDB calls found with each key that is wanted. It reads to the end, and
// checks the sum there: only then what was found is whole.
func readRDB(in io.Reader, wanted func(db int, key string) bool, found func(dumped) error) error {
	r := &rdb{in: bufio.NewReaderSize(in, 1<<18)}
	head := string(r.read(9))
	version, err := strconv.ParseUint(head[min(len(head), 5):], 10, 16)
	if r.err != nil || err != nil || head[:5] != "REDIS" {
		return errors.Join(errRDB, r.err)
	}
	r.version = uint16(version)
	db, expires := 0, uint64(0)
	for r.err == nil {
		kind := r.byte()
		switch kind {
		case rdbEnd:
			return r.end()
		case rdbSelect:
			db = int(r.number())
		case rdbExpireMS:
			if b := r.read(8); b != nil {
				expires = binary.LittleEndian.Uint64(b)
			}
		case rdbExpire:
			if b := r.read(4); b != nil {
				expires = uint64(binary.LittleEndian.Uint32(b)) * 1000
			}
		case rdbAux:
			r.passN(2)
		case rdbResize:
			r.numbers(2)
		case rdbSlotInfo:
			r.numbers(3)
		case rdbFunction:
			r.pass()
		case rdbIdle:
			r.number()
		case rdbFrequency:
			r.byte()
		case rdbModuleAux:
			r.number()
			r.module()
		default:
			key := string(r.string())
			if !wanted(db, key) {
				r.value(kind)
			} else if d := (dumped{db, key, expires, r.payload(kind)}); r.err == nil {
				r.err = found(d)
			}
			expires = 0
		}
	}
	return r.err
}

// payload is a value as RESTORE takes it: with its kind, the version of the
// format and a sum.
func (r *rdb) payload(kind byte) []byte {
	r.kept = &bytes.Buffer{}
	r.kept.WriteByte(kind)
	r.value(kind)
	data := binary.LittleEndian.AppendUint16(r.kept.Bytes(), r.version)
	r.kept = nil
	return binary.LittleEndian.AppendUint64(data, checksum(0, data))
}

// end compares the sum; 0 is that of a server that makes none.
func (r *rdb) end() error {
	sum := r.sum
	b := r.read(8)
	if r.err != nil {
		return r.err
	}
	if said := binary.LittleEndian.Uint64(b); said != 0 && said != sum {
		return fmt.Errorf("%w: its sum is another", errRDB)
	}
	return nil
}
