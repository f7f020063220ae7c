package simulator

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Command is an entry of the list behind a phone's menu button.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// commandName is what a command may be called (core.telegram.org/bots/api#botcommand).
var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// scopeKey names a command list: the default one, the private chats' or a
// chat's, in a language.
func scopeKey(p params) (string, error) {
	var scope struct {
		Type   string          `json:"type"`
		ChatID json.RawMessage `json:"chat_id"`
	}
	if err := p.object("scope", &scope); err != nil {
		return "", err
	}
	switch scope.Type {
	case "":
		scope.Type = "default"
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat":
		if len(scope.ChatID) == 0 {
			return "", bad("chat_id is empty")
		}
	default:
		return "", bad("unsupported type specified")
	}
	return listKey(scope.Type, strings.Trim(string(scope.ChatID), `"`), p.text("language_code")), nil
}

func listKey(scope, chat, language string) string { return scope + " " + chat + " " + language }

func (s *Server) setCommands(p params) (any, error) {
	var commands []Command
	if err := p.object("commands", &commands); err != nil {
		return nil, err
	}
	if len(commands) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range commands {
		c := &commands[i]
		c.Command = strings.TrimPrefix(c.Command, "/")
		switch n := utf8.RuneCountInString(c.Description); {
		case c.Command == "":
			return nil, bad("command must be non-empty")
		case n == 0:
			return nil, bad("command description must be non-empty")
		case n > 256:
			return nil, bad("command description length must not exceed 256")
		case len(c.Command) > 32:
			return nil, bad("command length must not exceed 32")
		case !commandName.MatchString(c.Command):
			return nil, bad("BOT_COMMAND_INVALID")
		}
	}
	return s.keepCommands(p, commands)
}

func (s *Server) keepCommands(p params, commands []Command) (any, error) {
	key, err := scopeKey(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[key] = commands
	s.changed(nil)
	return true, nil
}

func (s *Server) getCommands(p params) (any, error) {
	key, err := scopeKey(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Command{}, s.commands[key]...), nil
}

// commandsOf is what a user's menu button shows: the chat's list, else that of
// the private chats, else the default one, each first in the user's language
// (core.telegram.org/bots/api#determining-list-of-commands).
func (s *Server) commandsOf(u User) []Command {
	id := strconv.FormatInt(u.ID, 10)
	for _, key := range []string{
		listKey("chat", id, u.Language), listKey("chat", id, ""),
		listKey("all_private_chats", "", u.Language), listKey("all_private_chats", "", ""),
		listKey("default", "", u.Language), listKey("default", "", ""),
	} {
		if list := s.commands[key]; len(list) > 0 {
			return list
		}
	}
	return nil
}
