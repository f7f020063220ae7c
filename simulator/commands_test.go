package simulator

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestCommandsOnThePhone(t *testing.T) {
	t.Parallel()
	const chat, private = `{"type":"chat","chat_id":5}`, `{"type":"all_private_chats"}`
	type list struct{ scope, language, name string }
	for _, row := range []struct {
		name  string
		lists []list
		want  string // its only command; "": none
	}{
		{"none were set", nil, ""},
		{"the default", []list{{"", "", "a"}}, "a"},
		{"the default by its name is the same list", []list{{"", "", "a"}, {`{"type":"default"}`, "", "b"}}, "b"},
		{"her language goes before none", []list{{"", "id", "b"}, {"", "", "a"}}, "b"},
		{"another language is not for her", []list{{"", "", "a"}, {"", "en", "b"}}, "a"},
		{"private chats go before the default", []list{{"", "id", "a"}, {private, "", "b"}}, "b"},
		{"private chats in her language", []list{{private, "", "a"}, {private, "id", "b"}}, "b"},
		{"groups are not for her", []list{{"", "", "a"}, {`{"type":"all_group_chats"}`, "", "b"}}, "a"},
		{"her chat goes before all", []list{{private, "id", "a"}, {chat, "", "b"}}, "b"},
		{"her chat in her language", []list{{chat, "", "a"}, {chat, "id", "b"}}, "b"},
		{"her chat by a number in quotes", []list{{`{"type":"chat","chat_id":"5"}`, "", "b"}}, "b"},
		{"another's chat is not hers", []list{{"", "", "a"}, {`{"type":"chat","chat_id":6}`, "", "b"}}, "a"},
		{"an empty list is none", []list{{"", "", "a"}, {chat, "", "b"}, {chat, "", ""}}, "a"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			for _, l := range row.lists {
				commands := `[]`
				if l.name != "" {
					commands = `[{"command":"` + l.name + `","description":"x"}]`
				}
				b.ok("setMyCommands", "scope", l.scope, "language_code", l.language, "commands", commands)
				got := parsed[[]Command](t, b.ok("getMyCommands", "scope", l.scope, "language_code", l.language).Result)
				if l.name != "" && !slices.Equal(got, []Command{{l.name, "x"}}) || l.name == "" && len(got) != 0 {
					t.Errorf("answered %+v", got)
				}
			}
			want := []Command(nil)
			if row.want != "" {
				want = []Command{{row.want, "x"}}
			}
			if got := p.Commands(); !slices.Equal(got, want) {
				t.Errorf("the phone shows %+v, want %+v", got, want)
			}
		})
	}
}

func TestDeletedCommandsAreGone(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	const a, c = `[{"command":"a","description":"x"}]`, `[{"command":"c","description":"x"}]`
	b.ok("setMyCommands", "commands", a)
	b.ok("setMyCommands", "commands", c, "scope", `{"type":"chat","chat_id":5}`)
	b.ok("deleteMyCommands", "scope", `{"type":"chat","chat_id":5}`, "commands", c)
	if got := p.Commands(); !slices.Equal(got, []Command{{"a", "x"}}) {
		t.Errorf("the phone shows %+v", got)
	}
}

func TestCommandsThatAreRefused(t *testing.T) {
	t.Parallel()
	one := func(name, description string) string {
		return `[{"command":"` + name + `","description":"` + description + `"}]`
	}
	many := "[" + strings.TrimSuffix(strings.Repeat(`{"command":"a","description":"x"},`, 101), ",") + "]"
	b := start(t, nil)
	for _, row := range []struct{ name, commands, scope, says string }{
		{"without a name", one("", "x"), "", "Bad Request: command must be non-empty"},
		{"without a description", one("a", ""), "", "Bad Request: command description must be non-empty"},
		{"a name of 33 letters", one(strings.Repeat("a", 33), "x"), "", "Bad Request: command length must not exceed 32"},
		{"a description of 257 letters", one("a", strings.Repeat("é", 257)), "", "Bad Request: command description length must not exceed 256"},
		{"a big letter", one("Bantuan", "x"), "", "Bad Request: BOT_COMMAND_INVALID"},
		{"a hyphen", one("a-b", "x"), "", "Bad Request: BOT_COMMAND_INVALID"},
		{"101 of them", many, "", "Bad Request: BOT_COMMANDS_TOO_MUCH"},
		{"no JSON", "x", "", "Bad Request: can't parse commands JSON object"},
		{"a scope that is no JSON", one("a", "x"), "x", "Bad Request: can't parse scope JSON object"},
		{"an unknown scope", one("a", "x"), `{"type":"moon"}`, "Bad Request: unsupported type specified"},
		{"a chat without its id", one("a", "x"), `{"type":"chat"}`, "Bad Request: chat_id is empty"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := b.in(t)
			b.refused(http.StatusBadRequest, row.says, "setMyCommands", "commands", row.commands, "scope", row.scope)
		})
	}
	b.refused(http.StatusBadRequest, "Bad Request: can't parse scope JSON object", "getMyCommands", "scope", "x")
	b.ok("setMyCommands", "commands", one("/a_1", strings.Repeat("é", 256))) // the stroke may be there
	b.ok("setMyCommands", "commands", strings.Replace(many, `{"command":"a","description":"x"},`, "", 1))
}
