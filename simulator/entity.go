package simulator

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Entity marks a part of a text. Offset and Length count UTF-16 code units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

// units is the length of text as Telegram counts it, in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// command is a bot command where Telegram sees one: a slash and a name, not inside a
// word or a path.
var command = regexp.MustCompile(`(?:^|[^\pL\pN_/<>])(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)`)

// commandsIn marks the commands of a text that a person sent.
func commandsIn(text string) []Entity {
	var found []Entity
	for _, m := range command.FindAllStringSubmatchIndex(text, -1) {
		if end := m[3]; end < len(text) && (text[end] == '/' || text[end] == '<' || text[end] == '>') {
			continue
		}
		found = append(found, Entity{
			Type: "bot_command", Offset: units(text[:m[2]]), Length: units(text[m[2]:m[3]]),
		})
	}
	return found
}

// readEntities takes the entities of a request, which the schema has checked.
func readEntities(list []any) []Entity {
	var entities []Entity
	for _, item := range list {
		object, _ := item.(map[string]any)
		p := params(object)
		entities = append(entities, Entity{
			Type: p.text("type"), Offset: int(p.integer("offset")), Length: int(p.integer("length")),
			URL: p.text("url"), Language: p.text("language"),
		})
	}
	return entities
}

// fixText checks entities against text and trims both, as Telegram does.
func fixText(text string, entities []Entity) (string, []Entity, *failure) {
	boundaries := map[int]bool{0: true}
	end := 0
	for _, r := range text {
		end += utf16.RuneLen(r)
		boundaries[end] = true
	}
	for _, e := range entities {
		switch last := e.Offset + e.Length; {
		case e.Offset < 0 || e.Length < 0 || e.Offset > end:
			return "", nil, badRequest("entity has a wrong range: offset %d, length %d", e.Offset, e.Length)
		case last > end:
			return "", nil, badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, last)
		case !boundaries[e.Offset]:
			return "", nil, badRequest("entity begins in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset)
		case !boundaries[last]:
			return "", nil, badRequest("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset, last)
		}
	}
	trimmed, entities := trimText(text, entities)
	return trimmed, entities, nil
}

// trimText takes white space off both ends and moves the entities along.
func trimText(text string, entities []Entity) (string, []Entity) {
	rest := strings.TrimLeftFunc(text, unicode.IsSpace)
	cut := units(text[:len(text)-len(rest)])
	rest = strings.TrimRightFunc(rest, unicode.IsSpace)
	end := units(rest)
	var moved []Entity
	for _, e := range entities {
		first, last := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, end)
		if first < last {
			e.Offset, e.Length = first, last-first
			moved = append(moved, e)
		}
	}
	return rest, moved
}
