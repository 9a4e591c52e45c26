package form

import (
	"strings"
	"unicode"
)

// maxCommand is Telegram's longest name of a command.
const maxCommand = 32

// Command splits a text that begins with a slash command: its name in small letters
// without the slash and without `@BotName`, and what comes after it, line breaks kept.
// Anything else is not ok: "/15" and "/plan15:00" are texts, so is a slash of another
// width. Whether a command of that name exists is not known here.
func Command(text string) (name, args string, ok bool) {
	rest, slash := strings.CutPrefix(strings.TrimSpace(text), "/")
	if !slash {
		return "", "", false
	}
	head := rest
	if end := strings.IndexFunc(rest, unicode.IsSpace); end >= 0 {
		head, args = rest[:end], strings.TrimSpace(rest[end:])
	}
	name, bot, mention := strings.Cut(head, "@")
	if !isName(name) || mention && !isName(bot) {
		return "", "", false
	}
	return strings.ToLower(name), args, true
}

// isName says that s can be a command or a bot: a letter, then letters, digits and _.
func isName(s string) bool {
	if s == "" || len(s) > maxCommand {
		return false
	}
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}
