package files

import (
	"bytes"
	"encoding/binary"
	"math"
)

// decoding is how many bytes Go's decoders need for a picture at most, told
// from its header alone; math.MaxInt64 when the header does not tell. It counts
// what a pixel takes by its depth and planes, not the pixels: a PNG of 16 bits
// takes eight times what a grey one does, and a progressive JPEG keeps its
// coefficients. Frames of an animated PNG are not decoded.
func decoding(kind string, head []byte) int64 {
	switch kind {
	case "png":
		return decodingPNG(head)
	case "jpg":
		return decodingJPEG(head)
	}
	return math.MaxInt64
}

// decodingPNG reads IHDR, which comes first (PNG, third edition, 11.2.1).
func decodingPNG(head []byte) int64 {
	if len(head) < 29 || string(head[12:16]) != "IHDR" {
		return math.MaxInt64
	}
	width, height := int64(binary.BigEndian.Uint32(head[16:])), int64(binary.BigEndian.Uint32(head[20:]))
	depth, color, interlaced := head[24], head[25], head[28] != 0
	pixel := int64(4)
	switch plain := color == 0 || color == 3; {
	case depth == 16:
		pixel = 8
	case color == 3, plain && !bytes.Contains(head, []byte("tRNS")):
		pixel = 1
	}
	need := width * height * pixel
	if interlaced {
		need *= 2 // each pass is a picture of its own first
	}
	return need
}

// A JPEG's markers (ITU-T T.81, table B.1).
const (
	markerSOF0, markerSOF2 = 0xc0, 0xc2
	markerSOS, markerAdobe = 0xda, 0xee
	blockPixel             = 4 // bytes of a coefficient
)

// decodingJPEG looks for the frame's header.
func decodingJPEG(head []byte) int64 {
	adobe := false
	for at := 2; at+4 <= len(head); {
		if head[at] != 0xff {
			return math.MaxInt64
		}
		marker := head[at+1]
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		segment := head[at+2:]
		switch {
		case marker == markerSOS:
			return math.MaxInt64
		case marker >= markerSOF0 && marker <= markerSOF2:
			return decodingFrame(segment, marker == markerSOF2, adobe)
		case marker == markerAdobe:
			adobe = true
		}
		at += 2 + int(binary.BigEndian.Uint16(segment))
	}
	return math.MaxInt64
}

// decodingFrame is what a frame of some components needs: each is as large as
// its sampling says, which is rounded up to whole units of 8 by 8 blocks.
func decodingFrame(segment []byte, progressive, adobe bool) int64 {
	if len(segment) < 8 || len(segment) < 8+3*int(segment[7]) || segment[7] == 0 {
		return math.MaxInt64
	}
	height, width := int64(binary.BigEndian.Uint16(segment[3:])), int64(binary.BigEndian.Uint16(segment[5:]))
	components := segment[8 : 8+3*int(segment[7])]
	samples, h, v := int64(0), int64(1), int64(1)
	for i := 0; i < len(components); i += 3 {
		ch, cv := int64(components[i+1]>>4), int64(components[i+1]&15)
		samples, h, v = samples+ch*cv, max(h, ch), max(v, cv)
	}
	units := ((width + 8*h - 1) / (8 * h)) * ((height + 8*v - 1) / (8 * v))
	need := units * 64 * samples
	if progressive {
		need += units * 64 * samples * blockPixel
	}
	if adobe || len(components) == 12 || components[0] == 'R' {
		need += width * height * 4 // converted into another picture
	}
	return need
}
