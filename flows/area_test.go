package flows

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// What two areas both claim is a mistake that shows at the start, with both names.
func TestNothingIsOfTwoAreas(t *testing.T) {
	do := func(*talk) {}
	for what, a := range map[string]Area{
		"form language":     {Forms: []*Flow{{Key: "language"}}},
		"command /bahasa":   {Forms: []*Flow{{Key: "new", Command: "/new", Also: []string{"/bahasa"}}}},
		"command /usaha":    {Commands: []deed{{names: []string{"/usaha"}, do: do}}},
		"button b":          {Buttons: map[string]button{"b": {}}},
		"notice twins.told": {Notices: map[string]func(*talk, json.RawMessage){"twins.told": nil}},
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				said, _ := recover().(string)
				if !strings.HasPrefix(said, what+" is of ") || !strings.HasSuffix(said, " and of another") {
					t.Errorf("said %q", said)
				}
			}()
			a.Name = "another"
			(&Book{layout: layout()}).addAreas(append(slices.Clone(sharedBook().areas), a))
		})
	}
}

// A question of the moment leads back to the form that was open, also from a
// draft that was stored when it still named it among its answers.
func TestAQuestionOfTheMomentLeadsBack(t *testing.T) {
	for _, d := range []*Draft{{Back: registerKey}, {Answers: map[string]Answer{"back": {Value: registerKey}}}} {
		c := sharedBook().talk(State{Chat: Chat{Drafts: map[string]*Draft{registerKey: {Flow: registerKey}}}}, Input{}, time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
		c.comeBack(d, "")
		if c.Chat.Open != registerKey {
			t.Errorf("%+v led back to %q", d, c.Chat.Open)
		}
	}
}

// Every area erases, shows and merges what it knows of a person, or says why
// there is nothing to do.
func TestEveryAreaAnswersForPersonalData(t *testing.T) {
	for _, a := range sharedBook().areas {
		for _, name := range []string{"Forget", "Export", "Merge"} {
			hook := reflect.ValueOf(a).FieldByName(name)
			if why := a.Without[name]; hook.IsZero() == (why == "") {
				t.Errorf("%s: has %s: %t; why not: %q", a.Name, name, !hook.IsZero(), why)
			}
		}
	}
}
