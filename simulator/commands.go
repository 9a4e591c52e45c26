package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Command is an entry of the bot's command menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// commandKey is what a list of commands is kept under.
type commandKey struct {
	scope    string // the scope's type
	chat     int64  // of the scopes that name a chat
	user     int64  // of chat_member
	language string // empty for every language that has no list of its own
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// maxCommands and maxDescription are from the Bot API, setMyCommands and BotCommand.
const (
	maxCommands    = 100
	maxDescription = 256
)

func (s *Simulator) readScope(p params) (commandKey, *failure) {
	key := commandKey{scope: "default", language: p.text("language_code")}
	scope := p.object("scope")
	if scope.has("type") {
		key.scope = scope.text("type")
	}
	if scope.has("chat_id") {
		c, failed := s.readable(scope, "chat_id")
		if failed != nil {
			return key, failed
		}
		key.chat = c.id
	}
	key.user = scope.integer("user_id")
	return key, nil
}

func setMyCommands(s *Simulator, p params) (any, *failure) {
	key, failed := s.readScope(p)
	if failed != nil {
		return nil, failed
	}
	var list []Command
	for _, item := range p.list("commands") {
		object, _ := item.(map[string]any)
		c := Command{Command: strings.TrimPrefix(params(object).text("command"), "/"), Description: params(object).text("description")}
		switch {
		case !commandName.MatchString(c.Command):
			return nil, badRequest("BOT_COMMAND_INVALID")
		case c.Description == "" || len([]rune(c.Description)) > maxDescription:
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
		list = append(list, c)
	}
	if len(list) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	s.setCommands(key, list)
	return true, nil
}

func deleteMyCommands(s *Simulator, p params) (any, *failure) {
	key, failed := s.readScope(p)
	if failed != nil {
		return nil, failed
	}
	s.setCommands(key, nil)
	return true, nil
}

// setCommands keeps a list and shows it on the phone, if it belongs to one.
func (s *Simulator) setCommands(key commandKey, list []Command) {
	delete(s.commands, key)
	if len(list) > 0 {
		s.commands[key] = list
	}
	if c := s.chats[key.chat]; c != nil {
		var names []string
		for _, command := range list {
			names = append(names, fmt.Sprintf("/%s %s", command.Command, command.Description))
		}
		s.happened(c, Event{Kind: Menu, By: ByBot, Text: strings.Join(names, "\n")})
	}
}

func getMyCommands(s *Simulator, p params) (any, *failure) {
	key, failed := s.readScope(p)
	if failed != nil {
		return nil, failed
	}
	return append([]Command{}, s.commands[key]...), nil
}

// Menu is the command menu that the person is shown: the list of the narrowest scope,
// and within it the one in the language of the app (Bot API, "Determining list of
// commands").
func (p *Person) Menu() []Command {
	s := p.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, scope := range []commandKey{{scope: "chat", chat: p.id}, {scope: "all_private_chats"}, {scope: "default"}} {
		for _, language := range []string{p.languageCode, ""} {
			scope.language = language
			if list, ok := s.commands[scope]; ok {
				return slices.Clone(list)
			}
		}
	}
	return nil
}
