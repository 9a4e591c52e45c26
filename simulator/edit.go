package simulator

import (
	"slices"
	"time"
)

// deletableFor is how old a message may be for a bot to delete it (Bot API,
// deleteMessage).
const deletableFor = 48 * time.Hour

const notModified = "message is not modified: specified new message content and reply markup are exactly " +
	"the same as a current content and reply markup of the message"

// editable reads the buttons that an edit brings, and finds the bot's message that it names.
func (s *Simulator) editable(p params) (*chat, *Message, [][]Button, *failure) {
	buttons, failed := readButtons(s, p)
	if failed != nil {
		return nil, nil, nil, failed
	}
	if !p.has("chat_id") || !p.has("message_id") {
		return nil, nil, nil, badRequest("message identifier is not specified")
	}
	c, failed := s.writable(p)
	if failed != nil {
		return nil, nil, nil, failed
	}
	m, ok := c.message(int(p.integer("message_id")))
	if !ok {
		return nil, nil, nil, badRequest("message to edit not found")
	}
	if m.From != ByBot {
		return nil, nil, nil, badRequest("message can't be edited")
	}
	return c, m, buttons, nil
}

// editMessageText changes a text and its buttons; without buttons they go.
func editMessageText(s *Simulator, p params) (any, *failure) {
	text, entities, failed := readText(p)
	if failed != nil {
		return nil, failed
	}
	if units(text) > maxText {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	c, m, buttons, failed := s.editable(p)
	switch {
	case failed != nil:
		return nil, failed
	case m.Text == "":
		return nil, badRequest("there is no text in the message to edit")
	case m.Text == text && slices.Equal(m.Entities, entities) && sameButtons(m.Buttons, buttons):
		return nil, badRequest(notModified)
	}
	m.Text, m.Entities, m.Buttons = text, entities, buttons
	return s.botEdited(c, m), nil
}

// editMessageReplyMarkup changes the buttons; without any they go.
func editMessageReplyMarkup(s *Simulator, p params) (any, *failure) {
	c, m, buttons, failed := s.editable(p)
	switch {
	case failed != nil:
		return nil, failed
	case sameButtons(m.Buttons, buttons):
		return nil, badRequest(notModified)
	}
	m.Buttons = buttons
	return s.botEdited(c, m), nil
}

func (s *Simulator) botEdited(c *chat, m *Message) *messageObject {
	m.EditedAt = s.now()
	s.happened(c, Event{Kind: Edited, By: ByBot, Message: *m})
	return s.object(c, m)
}

// deleteMessage takes the bot's or, in a private chat, the person's message away. A
// bot that was blocked can still do that.
func deleteMessage(s *Simulator, p params) (any, *failure) {
	c, failed := s.deletableIn(p)
	if failed != nil {
		return nil, failed
	}
	m, ok := c.message(int(p.integer("message_id")))
	if !ok {
		return nil, badRequest("message to delete not found")
	}
	if failed := s.mayDelete(c, m); failed != nil {
		return nil, failed
	}
	s.remove(c, m, ByBot)
	return true, nil
}

// deleteMessages skips what is not there, and deletes nothing if one of the rest can't
// be deleted.
func deleteMessages(s *Simulator, p params) (any, *failure) {
	ids := p.list("message_ids")
	switch {
	case len(ids) == 0:
		return nil, badRequest("message identifiers are not specified")
	case len(ids) > 100:
		return nil, badRequest("too many message identifiers specified")
	}
	c, failed := s.deletableIn(p)
	if failed != nil {
		return nil, failed
	}
	var doomed []*Message
	for _, id := range ids {
		n, _ := id.(int64)
		m, ok := c.message(int(n))
		if !ok || slices.Contains(doomed, m) {
			continue
		}
		if failed := s.mayDelete(c, m); failed != nil {
			return nil, failed
		}
		doomed = append(doomed, m)
	}
	for _, m := range doomed {
		s.remove(c, m, ByBot)
	}
	return true, nil
}

func (s *Simulator) deletableIn(p params) (*chat, *failure) {
	c, failed := s.readable(p, "chat_id")
	if failed == nil && c.person == nil {
		return s.writable(p)
	}
	return c, failed
}

func (s *Simulator) mayDelete(c *chat, m *Message) *failure {
	if c.person == nil && m.From != ByBot {
		return badRequest("message can't be deleted")
	}
	if s.clock.Now().Sub(m.Date) >= deletableFor {
		return badRequest("message can't be deleted for everyone")
	}
	return nil
}
