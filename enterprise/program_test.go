package enterprise

import "testing"

func TestEmbeddedProgramIsRight(t *testing.T) {
	t.Parallel()
	if _, err := EmbeddedProgram(); err != nil {
		t.Fatal(err)
	}
}
