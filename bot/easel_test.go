package bot

import (
	"context"
	"testing"

	"naikkelas/messages"
)

// TestChartsWaitForRoom: no more are drawn than there is memory for, and what
// needs none goes past them.
func TestChartsWaitForRoom(t *testing.T) {
	t.Parallel()
	e := newEasel()
	chart := messages.Message{Bars: &messages.Bars{Title: "Omzet", Labels: []string{"Okt"}, Values: []float64{5}, Texts: []string{"5"}}}
	var dones []func()
	for range picturesMax {
		picture, done, ok := e.draw(t.Context(), chart)
		if !ok || picture == nil || len(picture.Data) == 0 {
			t.Fatal("a chart was not drawn")
		}
		dones = append(dones, done)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, ok := e.draw(ended, chart); ok {
		t.Error("one more was drawn than there is room for")
	}
	if picture, done, ok := e.draw(ended, messages.Message{Text: "words"}); !ok || picture != nil {
		t.Error("words wait for pictures")
	} else {
		done()
	}
	dones[0]()
	if _, _, ok := e.draw(t.Context(), chart); !ok {
		t.Error("there is room again, and it was not drawn")
	}
	if len(e.painters) != 0 {
		t.Error("a painter is not free again")
	}
}
