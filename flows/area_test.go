package flows_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/flows/flowstest"
)

// What two areas both claim is a mistake that shows at the start, with both names.
func TestNothingIsOfTwoAreas(t *testing.T) {
	do := func(*flows.Conversation) {}
	for what, a := range map[string]flows.Area{
		"form language":     {Forms: []*flows.Form{{Key: "language"}}},
		"command /bahasa":   {Forms: []*flows.Form{{Key: "new", Command: "/new", Also: []string{"/bahasa"}}}},
		"command /usaha":    {Commands: []flows.Command{{Names: []string{"/usaha"}, Do: do}}},
		"button b":          {Buttons: map[string]flows.Button{"b": {}}},
		"notice twins.told": {Notices: map[string]func(*flows.Conversation, json.RawMessage){"twins.told": nil}},
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				said, _ := recover().(string)
				if !strings.HasPrefix(said, what+" is of ") || !strings.HasSuffix(said, " and of another") {
					t.Errorf("said %q", said)
				}
			}()
			a.Name = "another"
			(&flows.Book{Layout: contents.Layout()}).AddAreas(append(slices.Clone(flowstest.SharedBook().Areas), a))
		})
	}
}

// A question of the moment leads back to the form that was open, also from a
// draft that was stored when it still named it among its answers.
func TestAQuestionOfTheMomentLeadsBack(t *testing.T) {
	for _, d := range []*flows.Draft{{Back: flows.RegisterKey}, {Answers: map[string]flows.Answer{"back": {Value: flows.RegisterKey}}}} {
		c := flowstest.SharedBook().Conversation(flows.State{Chat: flows.Chat{Drafts: map[string]*flows.Draft{flows.RegisterKey: {Form: flows.RegisterKey}}}}, flows.Input{}, time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
		c.Return(d, "")
		if c.Chat.Open != flows.RegisterKey {
			t.Errorf("%+v led back to %q", d, c.Chat.Open)
		}
	}
}

// Every area erases, shows and merges what it knows of a person, or says why
// there is nothing to do.
func TestEveryAreaAnswersForPersonalData(t *testing.T) {
	for _, a := range flowstest.SharedBook().Areas {
		for _, name := range []string{"Forget", "Export", "Merge"} {
			hook := reflect.ValueOf(a).FieldByName(name)
			if why := a.Without[name]; hook.IsZero() == (why == "") {
				t.Errorf("%s: has %s: %t; why not: %q", a.Name, name, !hook.IsZero(), why)
			}
		}
	}
}
