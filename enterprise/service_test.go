package enterprise_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

func TestQuantitiesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"500 bungkus": "500 bungkus", "500 bks": "500 bungkus", "1.000 pcs sebulan": "1000 pcs", "1,000 buah per bulan": "1000 pcs", "40kg": "40 kg", "40 Kilo/bulan": "40 kg",
		"sekitar 2 ribu botol tiap bulan": "2000 botol", "2rb botol": "2000 botol", "12 lusin": "12 lusin", "30 set meja": "30 set meja", "200 porsi a month": "200 porsi", "５００ bungkus": "500 bungkus",
	} {
		got, ok := ReadQuantity(typed)
		if !ok || got.String() != want {
			t.Errorf("%q: %v %t, want %s", typed, got, ok, want)
		}
		if again, ok := ReadQuantity(got.String()); !ok || again != got {
			t.Errorf("%q, read again: %v", got, again)
		}
	}
	for _, typed := range []string{"", "500", "banyak", "bungkus", "0 pcs", "1.5 kg", "10 bungkus per hari", "10 bungkus/minggu", "2 ribu", "5 juta", "99999999 pcs", "5 " + strings.Repeat("x", 30), "500 bungkus; 3 kg"} {
		if got, ok := ReadQuantity(typed); ok {
			t.Errorf("%q is taken for %v", typed, got)
		}
	}
}

// faultsOf are the faults of the city's file with one text in place of another.
func faultsOf(t *testing.T, old, becomes string) string {
	t.Helper()
	data, err := os.ReadFile("program/city.yaml")
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("city.yaml has no %q (%v)", old, err)
	}
	_, err = program.Load(fstest.MapFS{"city.yaml": {Data: []byte(strings.Replace(string(data), old, becomes, 1))}})
	var faults Faults
	if err != nil && !errors.As(err, &faults) {
		t.Fatal(err)
	}
	return faults.Error()
}

func TestServicesAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, becomes, says string }{
		{"a code twice", "- code: brand\n", "- code: mentoring\n", "used twice"},
		{"a code that buttons cannot carry", "- code: brand\n", "- code: \"brand:name\"\n", "not of small letters"},
		{"a sector that is not there", "only: [packaged_food, ready_food, farming, cosmetics]", "only: [mining]", "no sector"},
		{"no office", "office: {id: \"Diskopindag (klinik UMKM)\", en: \"Diskopindag (UMKM clinic)\"}", "office: {}", "0 characters"},
		{"a name that fits no button", "Fasilitasi merek\", en", "Fasilitasi pendaftaran merek\", en", "characters long"},
		{"two of one name", "\"Fasilitasi merek\"", "\"Pendampingan\"", "another choice has the button"},
	} {
		if got := faultsOf(t, c.old, c.becomes); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	if got := faultsOf(t, "code: brand", "code: brand"); got != "" {
		t.Errorf("the city's own file: %s", got)
	}
}

// A city that wrote its file before there were services has ours.
func TestACitysFileWithoutServicesHasOurs(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, smallFiles(t, nil))
	if _, ok := p.City.Services.Kind("mentoring"); !ok || p.City.Plan.Most != 5 {
		t.Errorf("services %v, plan %v", p.City.Services, p.City.Plan)
	}
}
