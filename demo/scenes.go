package demo

import (
	"slices"

	"naikkelas/simulator"
)

// agreed is what somebody types until they are asked who they are.
var agreed = []string{"/start", "Indonesia", "Setuju", "Tidak usah"}

// registered goes on to the end of the first questions.
var registered = slices.Concat(agreed, []string{"Ibu", "Siti Aminah", "Keripik Bu Siti", "1", "tlogomas"})

// scenes are where a link opens the page: /#adegan-nama.
func scenes() []simulator.Scene {
	return []simulator.Scene{
		{Key: "nama", Name: "Pendaftaran: nama / Registration: the name", Steps: slices.Concat(agreed, []string{"Ibu"})},
		{Key: "periksa-data", Name: "Pendaftaran: sudah betul? / Registration: is it right?", Steps: registered},
		{Key: "penilaian", Name: "Tengah penilaian / In the assessment", Steps: slices.Concat(registered, []string{"Mulai penilaian", "2", "1", "1"})},
		{Key: "cek-cepat", Name: "Hasil cek cepat / A quick check's score", Steps: slices.Concat(registered, []string{"Cek cepat (1 menit)", "1", "2", "2", "1", "2", "2"})},
		{Key: "tanya", Name: "Bertanya di tengah isian / A question in a form", Steps: slices.Concat(registered, []string{"Cek cepat (1 menit)", "halal itu bayar berapa ya?"})},
		{Key: "petugas", Name: "Dua kali tidak paham / Misunderstood twice", Steps: slices.Concat(registered, []string{"Mulai penilaian", "dua-duanya kali", "mboh wes bingung"})},
	}
}
