package reports

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// CertificatePage is what stands on a certificate.
type CertificatePage struct {
	Heading string // "Sertifikat"
	Given   string // "diberikan kepada"
	Holder  string
	For     string // "atas kehadirannya dalam pelatihan"
	Title   string
	Facts   []string // days, place, number of sessions
	Issuer  string
	Verify  string    // how it is verified, beside the code
	Link    string    // what the code opens
	Made    time.Time // of the file: the same page gives the same bytes
}

// The page, A4 lying, in millimetres.
const (
	pageWidth  = 297.0
	pageHeight = 210.0
	pageMargin = 14.0
	codeSide   = 34.0
)

// Certificate writes the page as a PDF.
func Certificate(w io.Writer, c CertificatePage) error {
	pdf := fpdf.New("L", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(c.Made)
	pdf.SetModificationDate(c.Made)
	pdf.SetTitle(c.Heading+": "+c.Title, true)
	pdf.SetAuthor(c.Issuer, true)
	pdf.AddUTF8FontFromBytes("go", "", goregular.TTF) // Latin, Greek and Cyrillic names
	pdf.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	pdf.AddPage()
	pdf.SetDrawColor(11, 110, 79)
	pdf.SetLineWidth(1.2)
	pdf.Rect(pageMargin/2, pageMargin/2, pageWidth-pageMargin, pageHeight-pageMargin, "D")
	pdf.SetTextColor(28, 35, 33)

	y := 30.0
	for _, line := range []struct {
		text, style string
		size, space float64
	}{
		{c.Heading, "B", 34, 20}, {c.Given, "", 14, 15}, {c.Holder, "B", 28, 17}, {c.For, "", 14, 14}, {c.Title, "B", 20, 14},
	} {
		centred(pdf, y, line.style, line.size, line.text)
		y += line.space
	}
	for _, fact := range c.Facts {
		centred(pdf, y, "", 12, fact)
		y += 7
	}
	if err := signed(pdf, c); err != nil {
		return err
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("reports: write certificate: %w", err)
	}
	return nil
}

// smallest is what can still be read on paper, in points.
const smallest = 8

// centred puts a line in the middle of the page, smaller where it is too long.
func centred(pdf *fpdf.Fpdf, y float64, style string, size float64, text string) {
	pdf.SetFont("go", style, size)
	for width := pageWidth - 4*pageMargin; pdf.GetStringWidth(text) > width && size > smallest; {
		size--
		pdf.SetFontSize(size)
	}
	pdf.SetXY(pageMargin, y)
	pdf.CellFormat(pageWidth-2*pageMargin, 10, text, "", 0, "CM", false, 0, "")
}

// signed puts the issuer, and the code that verifies, at the foot.
func signed(pdf *fpdf.Fpdf, c CertificatePage) error {
	var picture bytes.Buffer
	if err := Code(&picture, c.Link); err != nil {
		return err
	}
	foot := pageHeight - pageMargin - codeSide - 2
	pdf.RegisterImageOptionsReader("code", fpdf.ImageOptions{ImageType: "PNG"}, &picture)
	pdf.ImageOptions("code", pageMargin+2, foot, codeSide, codeSide, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, c.Link)
	pdf.SetFont("go", "", 9)
	pdf.SetXY(pageMargin+codeSide+5, foot+8)
	pdf.MultiCell(80, 5, c.Verify, "", "L", false)
	pdf.SetFont("go", "", 11)
	pdf.SetXY(pageWidth-pageMargin-120, foot+10)
	pdf.MultiCell(116, 6, c.Issuer, "", "R", false)
	return pdf.Error()
}
