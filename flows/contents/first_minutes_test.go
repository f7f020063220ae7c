package contents_test

import (
	"testing"

	"naikkelas/flows/flowstest"
)

// roads are the ways from /start to a first score. Their length is a promise
// (docs/measurements.md): a question more is a decision.
var roads = []struct {
	name           string
	next           string // what is chosen after the first part of the registration
	taps, messages int
}{
	{"six questions", "Cek cepat (1 menit)", 16, 17},
	{"the whole assessment", "Mulai penilaian", 39, 40},
}

func TestTheFirstMinutesAreShort(t *testing.T) {
	t.Parallel()
	for _, road := range roads {
		t.Run(road.name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWalker(flowstest.SharedBook())
			taps, messages := 0, 0
			say := func(text string) {
				taps++
				for _, m := range w.Say(t, text).Say {
					if m.Commands == "" {
						messages++
					}
				}
			}
			for _, text := range []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "Makanan kemasan", "Kec. Lowokwaru", road.next} {
				say(text)
			}
			for w.State(t).Chat.Open != "" {
				say("2")
			}
			if taps != road.taps || messages != road.messages {
				t.Errorf("%d taps and %d messages, promised are %d and %d", taps, messages, road.taps, road.messages)
			}
		})
	}
}
