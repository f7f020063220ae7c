package enterprise_test

import (
	"strings"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

// PP 7/2021 pasal 35: "paling banyak" (at most), so the limit itself is inside.
func TestScaleFollowsTheLaw(t *testing.T) {
	t.Parallel()
	law := embeddedProgram(t).Scale
	for _, c := range []struct {
		name  string
		scale func(int64) Scale
		sum   int64
		want  Scale
	}{
		{"no sales", law.BySales, 0, Micro},
		{"sales of exactly two miliar a year", law.BySales, 2_000_000_000, Micro},
		{"one rupiah more", law.BySales, 2_000_000_001, Small},
		{"sales of exactly fifteen miliar", law.BySales, 15_000_000_000, Small},
		{"one rupiah more than fifteen miliar", law.BySales, 15_000_000_001, Medium},
		{"sales of exactly fifty miliar", law.BySales, 50_000_000_000, Medium},
		{"one rupiah more than fifty miliar", law.BySales, 50_000_000_001, Large},
		{"no capital", law.ByCapital, 0, Micro},
		{"capital of exactly one miliar", law.ByCapital, 1_000_000_000, Micro},
		{"one rupiah more capital", law.ByCapital, 1_000_000_001, Small},
		{"capital of exactly five miliar", law.ByCapital, 5_000_000_000, Small},
		{"one rupiah more than five miliar", law.ByCapital, 5_000_000_001, Medium},
		{"capital of exactly ten miliar", law.ByCapital, 10_000_000_000, Medium},
		{"one rupiah more than ten miliar", law.ByCapital, 10_000_000_001, Large},
	} {
		if got := c.scale(c.sum); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if law.Source != "PP 7/2021 pasal 35" {
		t.Errorf("the law is %q", law.Source)
	}
}

// The last band of monthly sales is where a year passes the micro limit.
func TestTheLastOmzetBandIsNoLongerMicro(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	last := p.OmzetBands[len(p.OmzetBands)-1]
	if got := p.Scale.BySales(12 * last.From); got != Small {
		t.Errorf("twelve months of %d are %s", last.From, got)
	}
}

func TestAdministrativeStatusCountsApprovedDocuments(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	for _, c := range []struct {
		name      string
		sector    string
		documents string // kind; kind? is not approved; kind<date has an end
		answers   string // of the last self-assessment
		state     AdminState
		missing   string
	}{
		{"a tailor with both papers approved", "service", "nib npwp", "", AdminIsReady, ""},
		{"a tailor without any paper", "service", "", "", AdminIncomplete, "NIB, NPWP / NIK aktif pajak"},
		{"a tailor who sent them in", "service", "nib? npwp?", "", AdminIncomplete, "NIB, NPWP / NIK aktif pajak"},
		{"a tailor who says that both are there", "service", "", "L1e L2d", AdminWaiting, "NIB, NPWP / NIK aktif pajak"},
		{"one approved, the other claimed", "service", "nib", "L2c", AdminWaiting, "NPWP / NIK aktif pajak"},
		{"one claimed, the other not even that", "service", "", "L1e", AdminIncomplete, "NIB, NPWP / NIK aktif pajak"},
		{"the last claimed, the first not", "service", "", "L2d", AdminIncomplete, "NIB, NPWP / NIK aktif pajak"},
		{"an NIB that does not fit the business is not claimed", "service", "npwp", "L1d", AdminIncomplete, "NIB"},
		{"all papers for packaged food", "packaged_food", "nib npwp sppirt halal", "", AdminIsReady, ""},
		{"the other permit does as well", "packaged_food", "nib npwp bpom_md halal", "", AdminIsReady, ""},
		{"a permit of another sector does not", "packaged_food", "nib npwp slhs halal", "", AdminIncomplete, "SPP-IRT (P-IRT)"},
		{"food without a halal certificate", "ready_food", "nib npwp slhs", "", AdminIncomplete, "Sertifikat Halal"},
		{"food that is not halal and says so", "ready_food", "nib npwp slhs", "L4f", AdminIsReady, ""},
		{"fresh produce needs no certificate, but is another sector's answer", "ready_food", "nib npwp slhs", "L4g", AdminIncomplete, "Sertifikat Halal"},
		{"farming asks for no halal certificate at all", "farming", "nib npwp", "L4a", AdminIsReady, ""},
		{"a shop's answer about a permit it is not asked for", "trade", "nib npwp", "L3a", AdminIsReady, ""},
		{"soap whose permit and certificate are claimed", "cosmetics", "nib npwp", "L3e L4e", AdminWaiting, "Notifikasi kosmetik, Sertifikat Halal"},
		{"a permit that ended yesterday", "packaged_food", "nib npwp sppirt<2026-11-21 halal", "", AdminIncomplete, "SPP-IRT (P-IRT)"},
		{"a permit that ends at this moment", "packaged_food", "nib npwp sppirt<2026-11-22 halal", "", AdminIncomplete, "SPP-IRT (P-IRT)"},
		{"a permit that ends tomorrow", "packaged_food", "nib npwp sppirt<2026-11-23 halal", "", AdminIsReady, ""},
		{"a permit that ended and was renewed", "packaged_food", "nib npwp sppirt<2026-11-21 sppirt<2031-11-21 halal", "", AdminIsReady, ""},
		{"a permit that ended and is claimed", "packaged_food", "nib npwp sppirt<2026-11-21 halal", "L3e", AdminWaiting, "SPP-IRT (P-IRT)"},
		{"a sector that no longer exists needs what all need", "circus", "nib npwp", "", AdminIsReady, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := Business{Sector: c.sector, Documents: documentsOf(c.documents)}
			if c.answers != "" {
				b.Assessments = []Assessment{{Answers: answersOf("L1a L2a L3a L4a")}, {Answers: answersOf(c.answers)}}
			}
			got := p.Admin(b, day("2026-11-22"))
			var missing []string
			for _, name := range got.Missing {
				missing = append(missing, name.In("id"))
			}
			if got.State != c.state || strings.Join(missing, ", ") != c.missing {
				t.Errorf("%s, missing %q; want %s, missing %q", got.State, missing, c.state, c.missing)
			}
		})
	}
}

// documentsOf reads "nib npwp? sppirt<2026-11-21".
func documentsOf(s string) []Document {
	var out []Document
	for _, f := range strings.Fields(s) {
		kind, expires, ends := strings.Cut(f, "<")
		d := Document{Kind: strings.TrimSuffix(kind, "?")}
		if d.Kind == kind {
			d.Approved = day("2026-01-02")
		}
		if ends {
			d.Expires = day(expires)
		}
		out = append(out, d)
	}
	return out
}

// The status of the same business changes with the clock alone.
func TestStatusEndsWithItsPermit(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	b := Business{Sector: "packaged_food", Documents: documentsOf("nib npwp sppirt<2026-11-22 halal")}
	for _, c := range []struct {
		at   time.Time
		want AdminState
	}{
		{day("2026-11-22").Add(-time.Nanosecond), AdminIsReady},
		{day("2026-11-22"), AdminIncomplete},
	} {
		if got := p.Admin(b, c.at); got.State != c.want {
			t.Errorf("at %v: %s, want %s", c.at, got.State, c.want)
		}
	}
}
