package contents_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws fewer examples than rapid does by itself; -rapid.checks says how
// many.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("30") // a number, so it is taken
	}
	os.Exit(m.Run())
}
