package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// firstPersonID is beyond 32 bits, as the ids of Telegram users are today.
const firstPersonID = 7_000_000_001

// Person is a Telegram user with a phone on which only the chat with the bot is open.
type Person struct {
	sim *Simulator
	id  int64

	// Guarded by the simulator's mu.
	firstName, username, languageCode string
	chat                              *chat
}

// Person makes a Telegram user who has not written to the bot yet. Ids are given in
// the order of the calls and are the same in every run.
func (s *Simulator) Person(firstName string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{
		sim: s, id: firstPersonID + int64(len(s.people)),
		firstName: firstName, languageCode: "en",
	}
	p.chat = &chat{id: p.id, person: p}
	s.chats[p.id] = p.chat
	s.people = append(s.people, p)
	return p
}

// Started has the person's chat with the bot be open, as if they had written to it long
// ago: the bot may write to them, and is told nothing.
func (p *Person) Started() {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.chat.access = open
}

// People are all persons, in the order in which they were made.
func (s *Simulator) People() []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.people)
}

// ID is the person's Telegram id, which is also that of the chat with the bot.
func (p *Person) ID() int64 { return p.id }

// FirstName is the name that the person goes by.
func (p *Person) FirstName() string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.firstName
}

// Username is the person's @name without the @, empty at first.
func (p *Person) Username() string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.username
}

// SetUsername gives the person an @name; it is written without the @.
func (p *Person) SetUsername(name string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.username = name
}

// LanguageCode is the language of the person's app, "en" at first.
func (p *Person) LanguageCode() string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.languageCode
}

// SetLanguageCode changes the language of the person's app.
func (p *Person) SetLanguageCode(code string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.languageCode = code
}

// user is the person as the Bot API writes them. The caller holds mu.
func (p *Person) user() user {
	return user{ID: p.id, FirstName: p.firstName, Username: p.username, LanguageCode: p.languageCode}
}

// Screen is what the chat with the bot shows now, oldest first.
func (p *Person) Screen() []Message {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.chat.screen()
}

// History is everything that ever happened on this phone, oldest first.
func (p *Person) History() []Event {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return slices.Clone(p.chat.history)
}

// Block stops the bot: it can't write to this person any more, and is told so.
func (p *Person) Block() {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	if p.chat.access != open {
		return
	}
	p.chat.access = blocked
	p.sim.happened(p.chat, Event{Kind: Blocked, By: ByPerson})
	p.sim.membership(p.chat, p.user(), memberObject{Status: "member"}, memberObject{Status: "kicked", UntilDate: new(int64(0))})
}

// Unblock lets the bot write again. A bot that is not blocked is not told anything.
func (p *Person) Unblock() {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.unblock()
}

func (p *Person) unblock() {
	if p.chat.access != blocked {
		return
	}
	p.chat.access = open
	p.sim.happened(p.chat, Event{Kind: Unblocked, By: ByPerson})
	p.sim.membership(p.chat, p.user(), memberObject{Status: "kicked", UntilDate: new(int64(0))}, memberObject{Status: "member"})
}

// membership tells the bot that somebody changed its standing in a chat.
func (s *Simulator) membership(c *chat, by user, before, after memberObject) {
	before.User, after.User = s.bot.asOthersSee(), s.bot.asOthersSee()
	s.push("my_chat_member", memberUpdate{
		Chat: c.object(), From: by, Date: s.now().Unix(), OldChatMember: before, NewChatMember: after,
	})
}

// Edit changes the words of one of the person's own messages; the bot is told.
func (p *Person) Edit(messageID int, text string) error {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, ok := p.chat.message(messageID)
	text = strings.TrimSpace(text)
	switch {
	case !ok || m.From != ByPerson || m.Forward != ByNobody:
		return fmt.Errorf("%s has no own message %d on the screen", p.firstName, messageID)
	case m.Location != nil:
		return fmt.Errorf("message %d of %s is a place and has no words", messageID, p.firstName)
	case m.Attachment != NoAttachment && units(text) <= maxCaption:
		m.Caption = text
	case m.Attachment == NoAttachment && text != "" && units(text) <= maxText:
		m.Text = text
	default:
		return fmt.Errorf("%s can't edit message %d into nothing or into so many words", p.firstName, messageID)
	}
	m.Entities = commandsIn(text)
	p.sim.personEdited(p.chat, m)
	return nil
}

// Move sends a new place of a live location that the person shares; the bot is told
// as of an edit.
func (p *Person) Move(messageID int, latitude, longitude float64) error {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, ok := p.chat.message(messageID)
	if !ok || m.From != ByPerson || m.Location == nil || m.Location.LivePeriod == 0 {
		return fmt.Errorf("%s shares no live location in message %d", p.firstName, messageID)
	}
	m.Location = &Location{Latitude: latitude, Longitude: longitude, LivePeriod: m.Location.LivePeriod}
	p.sim.personEdited(p.chat, m)
	return nil
}

func (s *Simulator) personEdited(c *chat, m *Message) {
	m.EditedAt = s.now()
	s.happened(c, Event{Kind: Edited, By: ByPerson, Message: *m})
	s.push("edited_message", s.object(c, m))
}

// Delete takes a message off the screen, the person's or the bot's. Telegram does not
// tell bots.
func (p *Person) Delete(messageID int) error {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, ok := p.chat.message(messageID)
	if !ok {
		return fmt.Errorf("no message %d on %s's screen", messageID, p.firstName)
	}
	p.sim.remove(p.chat, m, ByPerson)
	return nil
}
