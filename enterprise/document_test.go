package enterprise_test

import (
	"strings"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

var checked = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// standings is a checklist in short: "nib:valid npwp:missing +trademark:missing".
func standings(p *Program, b Business) string {
	var out []string
	for _, r := range p.Checklist(b, checked) {
		text := r.Kind + ":" + string(r.Standing)
		if !r.Needed {
			text = "+" + text
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestChecklistOfEverySector(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	for sector, want := range map[string]string{
		"packaged_food": "nib:missing npwp:missing sppirt:missing halal:missing +nik:missing +pkp:missing +trademark:missing",
		"ready_food":    "nib:missing npwp:missing slhs:missing halal:missing +nik:missing +trademark:missing",
		"fashion":       "nib:missing npwp:missing +nik:missing +trademark:missing",
		"craft":         "nib:missing npwp:missing +nik:missing +trademark:missing",
		"service":       "nib:missing npwp:missing +nik:missing +trademark:missing",
		"trade":         "nib:missing npwp:missing +nik:missing",
		"farming":       "nib:missing npwp:missing +nik:missing",
		"cosmetics":     "nib:missing npwp:missing notifkos:missing halal:missing +nik:missing +trademark:missing",
	} {
		if got := standings(p, Business{Sector: sector}); got != want {
			t.Errorf("%s: %s", sector, got)
		}
	}
}

func TestStandingOfDocuments(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	in := func(days int) time.Time { return checked.AddDate(0, 0, days) }
	for _, c := range []struct {
		name      string
		documents []Document
		want      Standing
	}{
		{"nothing came in", nil, StandsMissing},
		{"another kind came in", []Document{{Kind: "nib", Approved: checked}}, StandsMissing},
		{"the owner says it is being arranged", []Document{{Kind: "sppirt", State: DocumentProcess}}, StandsProcess},
		{"a photo came in", []Document{{Kind: "sppirt", State: DocumentBegun}}, StandsBegun},
		{"handed in", []Document{{Kind: "sppirt", State: DocumentSent}}, StandsChecking},
		{"turned down", []Document{{Kind: "sppirt", State: DocumentRejected}}, StandsRejected},
		{"asked for again", []Document{{Kind: "sppirt", State: DocumentAgain}}, StandsAgain},
		{"approved, years to go", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: in(1000)}}, StandsValid},
		{"approved before there were states", []Document{{Kind: "sppirt", Approved: checked, Expires: in(1000)}}, StandsValid},
		{"approved, 270 days to go: the renewal takes half a year", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: in(270)}}, StandsExpiring},
		{"approved, 271 days to go", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: in(271)}}, StandsValid},
		{"the last moment", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: checked.Add(time.Second)}}, StandsExpiring},
		{"ended", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: checked}}, StandsExpired},
		{"approved on a condition", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Until: in(90)}}, StandsConditional},
		{"the condition was not met in time", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Until: checked}}, StandsExpired},
		{"approved, and a new one turned down", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: in(1000)}, {Kind: "sppirt", State: DocumentRejected}}, StandsValid},
		{"ended, and a new one handed in", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: checked, Expires: checked}, {Kind: "sppirt", State: DocumentSent}}, StandsChecking},
		{"another kind of the same group", []Document{{Kind: "bpom_md", State: DocumentApproved, Approved: checked}}, StandsValid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, r := range p.Checklist(Business{Sector: "packaged_food", Documents: c.documents}, checked) {
				if r.Kinds[0] == "sppirt" && r.Standing != c.want {
					t.Errorf("%s, want %s", r.Standing, c.want)
				}
			}
		})
	}
}

func TestChecklistKnowsWhatIsNotNeeded(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	b := Business{Sector: "ready_food", Assessments: []Assessment{{Sector: "ready_food", Answers: map[string]string{"L4": "f"}}}}
	if got := standings(p, b); !strings.Contains(got, "halal:exempt") {
		t.Error(got)
	}
}

// TestVerifiedScore: claims that a document can prove count once it is
// approved, and never raise the score above the claimed one.
func TestVerifiedScore(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	best := map[string]string{}
	for _, it := range p.Instrument.Shown("packaged_food") {
		for _, o := range it.OptionsFor("packaged_food") {
			if o.Score == BestScore {
				best[it.ID] = o.Code
			}
		}
	}
	b := Business{Sector: "packaged_food", Assessments: []Assessment{{Sector: "packaged_food", Answers: best}}}
	if _, ok := p.Verified(Business{}, checked); ok {
		t.Error("a score of no answers")
	}
	last := -1
	kinds := []string{"nib", "npwp", "bpom_md", "halal", "trademark"}
	for i := range len(kinds) + 1 {
		b.Documents = nil
		for _, kind := range kinds[:i] {
			b.Documents = append(b.Documents, Document{Kind: kind, State: DocumentApproved, Approved: checked})
		}
		r, ok := p.Verified(b, checked)
		if !ok || r.Total <= last || r.Provisional {
			t.Errorf("with %v: %d, before %d", kinds[:i], r.Total, last)
		}
		last = r.Total
	}
	if last != 100 {
		t.Errorf("everything approved comes to %d", last)
	}
	b.Documents[0].Expires = checked
	if r, _ := p.Verified(b, checked); r.Total >= 100 || r.Cap != CapGate {
		t.Errorf("without a valid NIB: %d, %q", r.Total, r.Cap)
	}
	worst := Business{Sector: "packaged_food", Assessments: []Assessment{{Sector: "packaged_food", Answers: map[string]string{"L1": "a"}}}}
	claimed := p.Score("packaged_food", worst.Assessments[0].Answers, p.Admin(worst, checked))
	if r, _ := p.Verified(worst, checked); r.Total != claimed.Total {
		t.Errorf("nothing was claimed, yet %d is not %d", r.Total, claimed.Total)
	}
}

func TestAHandedInDocumentIsWaitedFor(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	b := Business{Sector: "trade", Documents: []Document{{Kind: "nib", State: DocumentSent}, {Kind: "npwp", State: DocumentSent}}}
	if s := p.Admin(b, checked); s.State != AdminWaiting || len(s.Missing) != 2 {
		t.Errorf("%+v", s)
	}
	b.Documents[0].State = DocumentRejected
	if s := p.Admin(b, checked); s.State != AdminIncomplete {
		t.Errorf("%+v", s)
	}
	b.Documents = []Document{{Kind: "nib", Approved: checked}, {Kind: "npwp", Approved: checked, Until: checked.AddDate(0, 0, 90)}}
	if s := p.Admin(b, checked); s.State != AdminIsReady {
		t.Errorf("%+v", s)
	}
	if s := p.Admin(b, checked.AddDate(0, 0, 90)); s.State != AdminIncomplete {
		t.Errorf("after the condition's time: %+v", s)
	}
}
