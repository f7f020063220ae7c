package proposal_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
)

// everythingIsRead has an officer and a planner do all they can with what was said.
func everythingIsRead(w *flowstest.World, ids ...string) {
	w.T.Helper()
	topic := gathered(w, ids[0], "Gudang bersama")
	for _, id := range ids[1:] {
		gathered(w, id, "1")
	}
	voice(w, "Bima", "retheme", ids[0])
	w.Say("Bima", "Modal")
	hearing := hearingNow(w)
	for _, name := range []string{"Bima", "Rini"} {
		w.Say(name, "/usulan")
		voice(w, name, "read", hearing, "0")
		for _, id := range ids {
			voice(w, name, "see", id)
		}
		for _, parts := range [][]string{{"sort", hearing}, {"topics", hearing, "0"}, {"topic", topic}, {"of", topic, "0"}, {"recap", hearing}, {"file", hearing}} {
			voice(w, name, parts...)
		}
	}
	voice(w, "Bima", "shown", topic, "1")
	answered(w, topic, "Masuk rancangan RPJMD, bab ekonomi.")
}

// Whoever gave no name is nowhere but in their own state and in the record that
// serves to tell them: not on a screen, in a table, in the trail, or in what is stored.
func TestNobodyLearnsWhoSpokeWithoutAName(t *testing.T) {
	t.Parallel()
	w := hears(t)
	siti := w.Owner("Sitirahayu", nil)
	own := speak(w, "Sitirahayu", spoken{theme: "Bahan dan alat", idea: "Sitirahayu di Usaha Sitirahayu minta gudang", cover: true, photo: "gudang"})
	everythingIsRead(w, own)
	for _, name := range []string{"Bima", "Rini"} {
		if all := heardBy(w, name); strings.Contains(all, "Sitirahayu") || strings.Contains(all, siti.String()+" ") {
			t.Errorf("%s hears who it was:\n%s", name, all)
		}
	}
	for _, a := range w.Trail {
		if a.Who == siti || a.Whom == siti || strings.Contains(a.On+a.Why, "Sitirahayu") {
			t.Errorf("the trail has %+v", a)
		}
	}
	for name, r := range w.Records {
		if name.Kind != proposal.SpeakerRecord && (strings.Contains(string(r.Data), "Sitirahayu") || strings.Contains(string(r.Data), `"person":3`) || strings.Contains(string(r.Data), `"people":[3]`)) {
			t.Errorf("%v holds %s", name, r.Data)
		}
	}
	if reply := w.States[siti].Person.Spoken[0].Reply; reply.State != "adopted" || !strings.Contains(w.Newest("Sitirahayu").Text, "masuk dokumen rencana kota") {
		t.Errorf("she is told %q, and %+v is noted", w.Newest("Sitirahayu").Text, reply)
	}
}

// With a name, officers read it, and the person can see that they did;
// planners read neither name, kecamatan nor photo.
func TestANameIsForOfficersOnly(t *testing.T) {
	t.Parallel()
	w := hears(t)
	siti := w.Owner("Sitirahayu", nil)
	own := speak(w, "Sitirahayu", spoken{theme: "Bahan dan alat", idea: "gudang bersama", named: true, photo: "gudang"})
	everythingIsRead(w, own)
	place := w.Book.Program.Regions.District(w.States[siti].Person.Businesses[0].District).Name
	if all := heardBy(w, "Bima"); !strings.Contains(all, "Dari Sitirahayu") || !strings.Contains(all, "id-of gudang") || !strings.Contains(all, place+" | Sitirahayu") {
		t.Errorf("Bima does not hear the name, the photo or the table's row:\n%s", all)
	}
	planner := heardBy(w, "Rini")
	for _, told := range []string{"Sitirahayu", "id-of gudang", "Kec. " + place, "| " + place} {
		if strings.Contains(planner, told) {
			t.Errorf("Rini hears %q:\n%s", told, planner)
		}
	}
	looks := 0
	for _, a := range w.Trail {
		if a.What == "data.proposal" && a.Whom == siti {
			looks++
		}
	}
	if looks != 3 { // the card twice: to read it, and after its theme was changed; and the table
		t.Errorf("%d looks at her are in the trail", looks)
	}
}

// A tap that is forged reaches nothing that the role may not.
func TestEveryVerbOfProposalsForEveryRole(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ verb, may string }{
		{"open", "officer planner administrator"}, {"close", "officer planner administrator"}, {"hearing", "officer planner administrator"},
		{"read", "officer planner administrator"}, {"see", "officer planner administrator"}, {"topics", "officer planner administrator"},
		{"topic", "officer planner administrator"}, {"of", "officer planner administrator"}, {"recap", "officer planner administrator"}, {"file", "officer planner administrator"},
		{"sort", "officer administrator"}, {"skip", "officer administrator"}, {"gather", "officer administrator"}, {"retheme", "officer administrator"},
		{"shown", "officer administrator"}, {"rename", "officer administrator"}, {"merge", "officer administrator"}, {"reply", "officer administrator"},
	} {
		for _, role := range flowstest.RolesInTurn {
			w := hears(t)
			w.Owner("Ani", nil)
			id := speak(w, "Ani", spoken{theme: "Modal", idea: "gudang bersama"})
			topic := gathered(w, id, "Gudang bersama")
			on := map[string]string{"see": id, "skip": id, "gather": id, "retheme": id, "topic": topic, "of": topic, "shown": topic, "rename": topic, "merge": topic, "reply": topic}[row.verb]
			if on == "" {
				on = hearingNow(w)
			}
			trail := len(w.Trail)
			who := another(w, role)
			said := w.Put(who, flows.Input{Kind: flows.Tap, Data: proposal.VoiceData(row.verb, on, "1"), Message: "b"})
			may := strings.Contains(row.may, string(role))
			w.Refuses(role, row.verb, said, !may)
			if !may && len(w.Trail) != trail {
				t.Errorf("%s as %s is in the trail: %+v", row.verb, role, w.Trail[trail:])
			}
		}
	}
}

// another has a role, or is an owner, in a world with others.
func another(w *flowstest.World, role enterprise.Role) enterprise.PersonID {
	if role == enterprise.Owner {
		return w.Owner("Dewi", nil)
	}
	return w.StaffMember("Ratna", role)
}

// What is somebody's to see, an owner's tap does not show to another.
func TestAProposalIsItsWritersAlone(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Ani", nil)
	w.Owner("Dewi", nil)
	id := speak(w, "Ani", spoken{theme: "Modal", idea: "gudang bersama untuk kedelai"})
	gathered(w, id, "Rahasia dahulu")
	for _, verb := range []string{"own", "retract", "look"} {
		on := id
		if verb == "look" { // not shown to owners yet
			on = proposalNow(w, id).Topic
		}
		if said := voice(w, "Dewi", verb, on); strings.Contains(said[0].Text, "kedelai") || strings.Contains(said[0].Text, "Rahasia") || !strings.Contains(said[0].Text, "sudah tidak ada") {
			t.Errorf("%s shows Dewi %q", verb, said[0].Text)
		}
	}
	if proposalNow(w, id).Theme == "" {
		t.Error("and it is gone")
	}
}
