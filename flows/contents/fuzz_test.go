package contents_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// fuzzTexts are words that lead somewhere, so that random bytes get beyond the
// first question.
var fuzzTexts = strings.Split(`/start|Indonesia|English|Setuju|Tidak|Baca lengkap|Boleh, kabari saya|Ibu|Siti|Warung <b>&|1|2|3|9|29|`+
	`tlogomas|dinoyo|klojen|2015|5 tahun lalu|2,5jt|100rb sehari|5|3-20 juta|2 jt 0|Betul|Bukan itu|+6281234567890|081234567890|0101230099999|Belum punya NIB|`+
	`Benar, simpan|Penilaian|/penilaian|Kembali|Lewati|Mengapa ditanya?|Menu|Batal|ubah 1|ubah 3|ubah 99|change 7|/batal|/lanjut|/profil|/bahasa|/berhenti|`+
	`/hapus|Ya, hapus semua|Jangan dihapus|Hapus isian ini|Ya, hapus isian|Isi dari awal|Lengkapi yang dilewati|/hasil|/dataku|/bantuan|ya|tidak|tetap|a|b|🙂||/x`, "|")

// fuzzInput makes an input of one byte, or of the bytes that follow it.
func fuzzInput(w *flowstest.Walker, data []byte) (flows.Input, []byte) {
	kind, data := data[0], data[1:]
	w.Sent++
	in := flows.Input{Kind: flows.Text, Message: strconv.Itoa(w.Sent), Text: fuzzTexts[int(kind)%len(fuzzTexts)]}
	if kind < 128 || len(data) == 0 {
		return in, data
	}
	arg := data[0]
	data = data[1:]
	switch kind % 16 {
	case 0, 1, 2, 3:
		n := min(int(arg), len(data))
		in.Text, data = string(data[:n]), data[n:]
	case 4, 5:
		in.Kind, in.Message, in.Text = flows.Edited, strconv.Itoa(int(arg)%max(w.Sent, 1)), fuzzTexts[int(arg)%len(fuzzTexts)]
	case 6:
		in = flows.Input{Kind: flows.Other, Media: []string{"sticker", "voice", "photo", "x"}[arg%4], Message: in.Message}
	case 7:
		in = flows.Input{Kind: flows.Contact, Phone: "62812345678" + strconv.Itoa(int(arg)), Own: arg%2 == 0, Message: in.Message}
	case 8:
		in = flows.Input{Kind: flows.Tap, Data: string(rune(arg)), Message: in.Message}
	case 9:
		in.Forwarded = true
	case 10:
		in = flows.Input{Kind: []flows.Kind{flows.Wake, flows.Blocked, flows.Unblocked, "unheard of", ""}[arg%5], Text: in.Text}
	default:
		if labels := w.Labels(); len(labels) > 0 {
			in.Text = labels[int(arg)%len(labels)]
		}
	}
	return in, data
}

// FuzzStep: no sequence of inputs makes Step panic, change what it was given
// or say something that cannot be shown.
func FuzzStep(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 1, 3, 6, 7, 8, 9, 10, 15, 17, 12, 11, 26, 29, 30, 31, 10, 11, 12, 34, 33, 38})
	f.Add([]byte("\x00\x01\x80\x05hello\x84\x02\x8a\x00\x8b\x01\x8b\x02"))
	registered := []byte{0, 139, 0, 139, 0, 139, 0, 139, 1, 8, 9, 139, 0, 15, 17, 12, 139, 2, 26, 29, 30, 31}
	f.Add(append(registered, 139, 0, 139, 1, 139, 2, 33, 43, 132, 5))
	f.Fuzz(func(t *testing.T, data []byte) {
		w := flowstest.NewWalker(flowstest.SharedBook())
		for n := 0; len(data) > 0 && n < 80; n++ {
			var in flows.Input
			in, data = fuzzInput(w, data)
			w.Now = w.Now.Add(time.Duration(len(data)%7) * time.Hour / 3)
			w.Put(t, in)
		}
	})
}
