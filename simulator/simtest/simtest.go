// Package simtest waits, in tests, for what phones of the local Telegram show,
// and says what they show instead when it does not come.
package simtest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
)

// patience is how long a test waits for a message on a busy machine.
const patience = time.Minute

// Hears waits for the next message that holds a text, and gives it.
func Hears(t testing.TB, phone *simulator.Phone, part string) simulator.Message {
	t.Helper()
	return next(t, phone, fmt.Sprintf("no message with %q", part), func(m simulator.Message) bool { return strings.Contains(m.Text, part) })
}

// Tap waits for the next message with a button, and taps it.
func Tap(t testing.TB, phone *simulator.Phone, label string) {
	t.Helper()
	next(t, phone, fmt.Sprintf("no button %q", label), func(m simulator.Message) bool { return phone.Tap(m.ID, label) == nil })
}

func next(t testing.TB, phone *simulator.Phone, missing string, wanted func(simulator.Message) bool) simulator.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		m, err := phone.Next(ctx)
		if err != nil {
			t.Fatalf("%s came to %s", missing, phone.Screen())
		}
		if wanted(m) {
			return m
		}
	}
}
