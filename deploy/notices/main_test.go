package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestNoticesAreThoseOfWhatIsInTheBinary: after a change of a library they are
// made anew.
func TestNoticesAreThoseOfWhatIsInTheBinary(t *testing.T) {
	t.Parallel()
	all, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := writeNotices(&out, all); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../../NOTICES")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, out.Bytes()) {
		t.Error("NOTICES are old; run: go run ./deploy/notices > NOTICES")
	}
	for _, words := range []string{"github.com/hashicorp/golang-lru/v2 v2.0.7  MPL-2.0", "The FreeType Project LICENSE", "std   BSD-3-Clause"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("%q is not in it", words)
		}
	}
}

func TestTheBillNamesEveryPartWithItsLicence(t *testing.T) {
	t.Parallel()
	all := []part{{path: "example.org/a", version: "v1.2.3", licence: "MIT"}, {path: "std", licence: "BSD-3-Clause"}}
	var out bytes.Buffer
	if err := writeSBOM(&out, all, "v1.0.0"); err != nil {
		t.Fatal(err)
	}
	var bom struct {
		BomFormat  string
		Components []component
	}
	if err := json.Unmarshal(out.Bytes(), &bom); err != nil || bom.BomFormat != "CycloneDX" || len(bom.Components) != 2 || bom.Components[0].PURL != "pkg:golang/example.org/a@v1.2.3" || bom.Components[0].Licences[0]["expression"] != "MIT" {
		t.Errorf("%s%v", out.String(), err)
	}
}

func TestALicenceThatIsNotKnownIsAFault(t *testing.T) {
	t.Parallel()
	if got, err := licenceOf([]string{"All rights reserved. Do not copy."}); err == nil {
		t.Errorf("it is taken for %s", got)
	}
}
