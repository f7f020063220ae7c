package main

import (
	"flag"
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
