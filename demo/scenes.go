package demo

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"naikkelas/simulator"
)

// scene is a conversation that begins in the middle: what its phone typed before.
type scene struct {
	Key   string   `json:"key"`
	Name  string   `json:"label"` // in both languages
	Steps []string `json:"-"`
}

// sceneStep is how long a scene waits for each answer of the bot.
const sceneStep = 10 * time.Second

// openScene is POST /sim/scenes/{key}: a new phone on which the scene is played.
func (d *demo) openScene(r *http.Request) (any, error) {
	all := scenes()
	i := slices.IndexFunc(all, func(s scene) bool { return s.Key == r.PathValue("key") })
	if i < 0 {
		return nil, errors.New("there is no such scene")
	}
	p := d.telegram.NewPhone(simulator.User{FirstName: all[i].Key, Language: "id"})
	go play(p, all[i].Steps)
	return p.User(), nil
}

// play types what a scene says, each line after the answer to the one before.
func play(p *simulator.Phone, steps []string) {
	for _, text := range steps {
		p.Send(text)
		ctx, cancel := context.WithTimeout(context.Background(), sceneStep)
		_, err := p.Next(ctx)
		cancel()
		if err != nil {
			return // the bot is off: what was typed waits there
		}
	}
}

// agreed is what somebody types until they are asked who they are.
var agreed = []string{"/start", "Indonesia", "Setuju", "Tidak usah"}

// registered goes on to the end of the first questions.
var registered = slices.Concat(agreed, []string{"Ibu", "Siti Aminah", "Keripik Bu Siti", "1", "tlogomas"})

// scenes are where a link opens the page: /#adegan-nama.
func scenes() []scene {
	return []scene{
		{Key: "nama", Name: "Pendaftaran: nama / Registration: the name", Steps: slices.Concat(agreed, []string{"Ibu"})},
		{Key: "periksa-data", Name: "Pendaftaran: sudah betul? / Registration: is it right?", Steps: registered},
		{Key: "penilaian", Name: "Tengah penilaian / In the assessment", Steps: slices.Concat(registered, []string{"Mulai penilaian", "2", "1", "1"})},
		{Key: "cek-cepat", Name: "Hasil cek cepat / A quick check's score", Steps: slices.Concat(registered, []string{"Cek cepat (1 menit)", "1", "2", "2", "1", "2", "2"})},
		{Key: "tanya", Name: "Bertanya di tengah isian / A question in a form", Steps: slices.Concat(registered, []string{"Cek cepat (1 menit)", "halal itu bayar berapa ya?"})},
		{Key: "petugas", Name: "Dua kali tidak paham / Misunderstood twice", Steps: slices.Concat(registered, []string{"Mulai penilaian", "dua-duanya kali", "mboh wes bingung"})},
	}
}
