package enterprise_test

import (
	"strings"
	"testing"

	. "naikkelas/enterprise"
)

func TestTheSetsAPersonBelongsTo(t *testing.T) {
	t.Parallel()
	yes := []Consent{{Purpose: DataConsent, Given: true}}
	phone := []Contact{{Address: Address{"telegram", "1"}}}
	keripik := Business{Sector: "packaged_food", District: "35.73.05", Village: "35.73.05.1003", OmzetBand: "2m_5m"}
	finished := func(b Business, results ...Result) Business {
		for _, r := range results {
			b.Assessments = append(b.Assessments, Assessment{Result: r})
		}
		return b
	}
	laundry := finished(Business{Sector: "service", District: "35.73.05", Village: "35.73.05.1004", OmzetBand: "2m_5m"}, Result{Level: "growing"})
	const keripikTerms = "district:35.73.05 omzet:2m_5m registered sector:packaged_food village:35.73.05.1003"
	for _, c := range []struct {
		name   string
		person Person
		want   string
	}{
		{"nobody", Person{}, ""},
		{"somebody who has not decided yet", Person{Language: "id", Contacts: phone, Businesses: []Business{keripik}}, ""},
		{"somebody who refused", Person{Language: "id", Contacts: phone, Consents: []Consent{{Purpose: DataConsent}}, Businesses: []Business{keripik}}, ""},
		{"an officer who refused as an owner", Person{Language: "id", Roles: []Role{Officer, Administrator}, Contacts: phone}, "role:administrator role:officer"},
		{"announcements alone are no consent to be registered", Person{Language: "id", Consents: []Consent{{Purpose: BroadcastConsent, Given: true}}, Contacts: phone}, ""},
		{"an owner before registration", Person{Language: "id", Roles: []Role{Owner}, Consents: yes, Contacts: phone}, "all lang:id on:telegram reachable role:owner"},
		{"an owner who took the consent back", Person{Language: "id", Roles: []Role{Owner}, Contacts: phone, Businesses: []Business{laundry},
			Consents: []Consent{{Purpose: DataConsent, Given: true}, {Purpose: BroadcastConsent, Given: true}, {Purpose: DataConsent}}}, "role:owner"},
		{"an owner who agreed again", Person{Language: "en", Consents: []Consent{{Purpose: DataConsent}, {Purpose: DataConsent, Given: true}}}, "all lang:en"},
		{"announcements wanted", Person{Language: "id", Contacts: phone, Consents: append(yes, Consent{Purpose: BroadcastConsent, Given: true})},
			"all consent:broadcast lang:id on:telegram reachable"},
		{"announcements no longer wanted", Person{Language: "id", Contacts: phone,
			Consents: append(yes, Consent{Purpose: BroadcastConsent, Given: true}, Consent{Purpose: BroadcastConsent})}, "all lang:id on:telegram reachable"},
		{"the only chat is blocked", Person{Language: "id", Consents: yes, Contacts: []Contact{{Unreachable: "blocked"}}}, "all lang:id"},
		{"one of two chats is blocked", Person{Language: "id", Consents: yes, Contacts: append([]Contact{{Unreachable: "blocked"}}, phone...)}, "all lang:id on:telegram reachable"},
		{"registered, not assessed", Person{Language: "id", Consents: yes, Businesses: []Business{keripik}},
			"all assessed:no " + strings.Replace(keripikTerms, "omzet", "lang:id omzet", 1)},
		{"assessed", Person{Language: "id", Consents: yes, Businesses: []Business{finished(keripik, Result{Level: "steady"})}},
			"all assessed:yes " + strings.Replace(keripikTerms, "omzet", "lang:id level:steady omzet", 1)},
		{"assessed with skipped questions", Person{Language: "id", Consents: yes, Businesses: []Business{finished(keripik, Result{Level: "steady", Provisional: true})}},
			"all assessed:yes " + strings.NewReplacer("omzet:", "lang:id level:steady omzet:", "registered", "provisional registered").Replace(keripikTerms)},
		{"assessed twice: the last one counts", Person{Language: "id", Consents: yes,
			Businesses: []Business{finished(keripik, Result{Level: "starting", Provisional: true}, Result{Level: "ready"})}},
			"all assessed:yes " + strings.Replace(keripikTerms, "omzet", "lang:id level:ready omzet", 1)},
		{"two businesses: in the plain sets of the first, in those of further ones as such", Person{Language: "id", Consents: yes, Businesses: []Business{keripik, laundry}},
			"all also:assessed:yes also:district:35.73.05 also:level:growing also:omzet:2m_5m also:registered also:sector:service also:village:35.73.05.1004 assessed:no businesses:2 district:35.73.05 lang:id omzet:2m_5m registered sector:packaged_food village:35.73.05.1003"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(IndexTerms(c.person), " "); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPeopleAreNamedByNumberAndChatsByChannel(t *testing.T) {
	t.Parallel()
	if got := PersonID(12).String(); got != "p12" {
		t.Errorf("person 12 is %q", got)
	}
	if got := (Address{"telegram", "123456"}).String(); got != "telegram:123456" {
		t.Errorf("the address is %q", got)
	}
	if _, decided := (Person{}).Decision(DataConsent); decided {
		t.Error("nobody decided")
	}
}
