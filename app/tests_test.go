package app

import (
	"flag"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/simulator"
)

// buildFolder holds the binary that tests kill.
var buildFolder string

// TestMain lets more tests run side by side than there are processors: these
// play whole towns and mostly wait for one another's messages. They keep little,
// so garbage may gather longer than usual.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("8") // a number, so it is taken
	}
	debug.SetGCPercent(400)
	var err error
	if buildFolder, err = os.MkdirTemp("", "naikkelas-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(buildFolder) // it is a temporary one
	os.Exit(code)
}

// theProgram is the programme in the binary, read once for all tests. Nobody
// changes it.
var theProgram = sync.OnceValues(func() (*enterprise.Program, error) { return cityProgram("") })

// comesTrue waits until something is so. However busy the machine is, it waits
// as long as there is progress; a minute without any is the end.
func comesTrue(so func() bool, progress func() int) bool {
	last, since := progress(), time.Now()
	for !so() {
		if n := progress(); n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) > time.Minute {
			return false
		}
		time.Sleep(time.Millisecond)
	}
	return true
}

// newcomer has never talked to the bot.
var newcomer = simulator.User{ID: 900001, FirstName: "Slamet (baru)", Language: "id", Phone: "6281200900001"}

// testLog shows the bot's log with the test that fails.
func testLog(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }
