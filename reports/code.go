package reports

import (
	"fmt"
	"image"
	"image/color"
	pixels "image/draw"
	"image/png"
	"io"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// What a code measures in pixels: it is read from a screen at arm's length,
// and needs a white border of four of its dots (ISO/IEC 18004).
const (
	codeDot    = 12
	codeBorder = 4 * codeDot
)

// Code writes a link as a QR code, a PNG.
func Code(w io.Writer, link string) error {
	code, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("reports: code of %d bytes: %w", len(link), err)
	}
	side := code.Bounds().Dx() * codeDot
	big, err := barcode.Scale(code, side, side)
	if err != nil {
		return fmt.Errorf("reports: scale a code: %w", err)
	}
	page := image.NewGray(image.Rect(0, 0, side+2*codeBorder, side+2*codeBorder))
	pixels.Draw(page, page.Bounds(), image.NewUniform(color.White), image.Point{}, pixels.Src)
	pixels.Draw(page, image.Rect(codeBorder, codeBorder, codeBorder+side, codeBorder+side), big, image.Point{}, pixels.Src)
	if err := png.Encode(w, page); err != nil {
		return fmt.Errorf("reports: write a code: %w", err)
	}
	return nil
}
