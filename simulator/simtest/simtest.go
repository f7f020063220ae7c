// Package simtest waits, in tests, for what phones of the local Telegram show.
package simtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
)

// Hears waits for a message that holds a text.
func Hears(t testing.TB, phone *simulator.Phone, part string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		m, err := phone.Next(ctx)
		if err != nil {
			t.Fatalf("waiting for %q: %v", part, err)
		}
		if strings.Contains(m.Text, part) {
			return
		}
	}
}
