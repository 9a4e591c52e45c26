package simulator

import (
	"fmt"
	"slices"
	"time"
)

// chat is a private chat with the bot, or a group. The simulator's mu guards it.
type chat struct {
	id       int64
	person   *Person // whose private chat it is; nil for a group
	title    string  // of a group
	access   access
	lastID   int // of the newest message; ids ascend within a chat
	messages []*Message
	history  []Event
}

// access is what the bot may do in a chat.
type access int

const (
	neverStarted access = iota // the person has not written to the bot yet
	open                       // started, or the bot is a member of the group
	blocked                    // the person blocked the bot
	notMember                  // the bot was never in the group, or left it
	removed                    // the bot was put out of the group
)

// Event is something that happened in a chat, as its phone saw it.
type Event struct {
	Seq     int64     // ascends over all phones
	At      time.Time // to the instant, not in whole seconds
	Kind    EventKind
	By      Author
	Message Message // as it was after the event; as it was before, when it was deleted
	// Text is a pressed button's label, the answer that a press was given, the bot's
	// activity, or the names of the commands in the menu.
	Text  string
	Alert AnswerStyle // of an answered press
}

// EventKind says what happened.
type EventKind string

// What happens in chats.
const (
	Sent     EventKind = "sent"     // the person's own message
	Received EventKind = "received" // the bot's message
	Edited   EventKind = "edited"
	Deleted  EventKind = "deleted"
	Pressed  EventKind = "pressed"
	Answered EventKind = "answered" // the bot answered a press
	Active   EventKind = "active"   // the bot is shown typing, or the like
	Menu     EventKind = "menu"     // the chat's own command menu was changed
	Blocked  EventKind = "blocked"
	// Unblocked is recorded when a bot that was blocked may write again.
	Unblocked EventKind = "unblocked"
)

// AnswerStyle is how the answer to a press is shown.
type AnswerStyle int

const (
	// AsToast is shown for a moment on top of the chat; an empty one is not shown.
	AsToast AnswerStyle = iota
	// AsAlert has to be dismissed.
	AsAlert
)

// happened adds to a chat's history. The caller holds mu.
func (s *Simulator) happened(c *chat, e Event) {
	s.events++
	e.Seq, e.At = s.events, s.clock.Now()
	c.history = append(c.history, e)
}

// add gives m the chat's next id and shows it. The caller holds mu.
func (s *Simulator) add(c *chat, m Message) *Message {
	c.lastID++
	m.ID, m.Chat = c.lastID, c.id
	if m.Date.IsZero() {
		m.Date = s.now()
	}
	c.messages = append(c.messages, &m)
	kind := Received
	if m.From == ByPerson {
		kind = Sent
	}
	s.happened(c, Event{Kind: kind, By: m.From, Message: m})
	return &m
}

// message finds one that is not deleted.
func (c *chat) message(id int) (*Message, bool) {
	i, found := slices.BinarySearchFunc(c.messages, id, func(m *Message, id int) int { return m.ID - id })
	if !found || c.messages[i].deleted {
		return nil, false
	}
	return c.messages[i], true
}

// remove takes a message off every screen.
func (s *Simulator) remove(c *chat, m *Message, by Author) {
	s.happened(c, Event{Kind: Deleted, By: by, Message: *m})
	m.deleted = true
}

func (c *chat) screen() []Message {
	var shown []Message
	for _, m := range c.messages {
		if !m.deleted {
			shown = append(shown, *m)
		}
	}
	return shown
}

func (c *chat) object() chatObject {
	if c.person == nil {
		return chatObject{ID: c.id, Type: "group", Title: c.title}
	}
	return chatObject{ID: c.id, Type: "private", FirstName: c.person.firstName, Username: c.person.username}
}

// author is the user who wrote m.
func (s *Simulator) author(m *Message) user {
	if m.From == ByBot {
		return s.bot.asOthersSee()
	}
	return s.userByID(m.Sender)
}

func (s *Simulator) userByID(id int64) user {
	if id == s.bot.ID {
		return s.bot.asOthersSee()
	}
	if c := s.chats[id]; c != nil && c.person != nil {
		return c.person.user()
	}
	return user{ID: id, FirstName: "Deleted"}
}

// object is m as the Bot API writes it, with the message that it answers.
func (s *Simulator) object(c *chat, m *Message) *messageObject {
	from := s.author(m)
	o := &messageObject{
		MessageID: m.ID, From: &from, Chat: c.object(), Date: m.Date.Unix(),
		Text: m.Text, Caption: m.Caption, Location: m.Location,
	}
	if !m.EditedAt.IsZero() {
		o.EditDate = m.EditedAt.Unix()
	}
	if m.Text != "" {
		o.Entities = m.Entities
	} else {
		o.CaptionEntities = m.Entities
	}
	if len(m.Buttons) > 0 {
		o.ReplyMarkup = &markupObject{InlineKeyboard: m.Buttons}
	}
	if m.Forward != ByNobody {
		o.ForwardOrigin = &originObject{Type: "user", Date: m.Date.Unix(), SenderUser: s.userByID(m.forwarded)}
	}
	if answered, ok := c.message(m.ReplyTo); ok {
		bare := *answered
		bare.ReplyTo = 0 // Telegram goes one message deep
		o.ReplyToMessage = s.object(c, &bare)
	}
	if m.Quote != "" {
		o.Quote = &quoteObject{Text: m.Quote, IsManual: true}
	}
	o.attach(m)
	return o
}

func (o *messageObject) attach(m *Message) {
	file := fileObject{FileID: fmt.Sprintf("file-%d-%d", m.Chat, m.ID), FileUniqueID: fmt.Sprintf("u-%d-%d", m.Chat, m.ID)}
	switch m.Attachment {
	case NoAttachment:
	case Photo:
		file.Width, file.Height = 90, 90
		o.Photo = []fileObject{file}
	case Voice:
		file.Duration = 1
		o.Voice = &file
	case Document:
		o.Document = &file
	}
}
