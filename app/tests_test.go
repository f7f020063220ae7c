package app

import (
	"flag"
	"log/slog"
	"naikkelas/simulator"
	"os"
	"testing"
)

// TestMain lets more tests run side by side than there are processors: these
// play whole towns and mostly wait for one another's messages.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("6") // a number, so it is taken
	}
	os.Exit(m.Run())
}

// newcomer has never talked to the bot.
var newcomer = simulator.User{ID: 900001, FirstName: "Slamet (baru)", Language: "id", Phone: "6281200900001"}

// testLog shows the bot's log with the test that fails.
func testLog(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }
