package simulator

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// maxText is the longest text of one message, in UTF-16 code units, and maxCaption the
// longest caption (Bot API, sendMessage and copyMessage).
const (
	maxText    = 4096
	maxCaption = 1024
)

// Draft is a message that a person is about to send.
type Draft struct {
	Text       string
	Attachment Attachment
	Caption    string // of the attachment
	Location   *Location
	ReplyTo    int    // a message on the screen
	Quote      string // a part of that message
	// Forward is a message on the screen that is sent on into the same chat; all but
	// SentAt is then left empty.
	Forward int
	// SentAt is when Telegram received it, if that is not now: what waited while the bot
	// was away has a date in the past.
	SentAt time.Time
}

// Start presses the bot's Start button, as the link with ?start=payload does. It
// unblocks the bot.
func (p *Person) Start(payload string) Message {
	if payload == "" {
		return p.Send("/start")
	}
	return p.Send("/start " + payload)
}

// Send writes to the bot. Like the apps it cuts what is longer than Telegram allows
// into several messages, of which the last is returned, and it unblocks a bot that was
// blocked. Sending nothing is impossible on a phone and panics here.
func (p *Person) Send(text string) Message {
	var sent Message
	for _, part := range split(text, maxText) {
		var err error
		if sent, err = p.SendWith(Draft{Text: part}); err != nil {
			panic(fmt.Sprintf("simulator: %v", err))
		}
	}
	return sent
}

// split cuts text into parts of at most limit UTF-16 code units, at least one.
func split(text string, limit int) []string {
	var parts []string
	start, length := 0, 0
	for i, r := range text {
		if n := utf16.RuneLen(r); length+n > limit {
			parts = append(parts, text[start:i])
			start, length = i, n
		} else {
			length += n
		}
	}
	return append(parts, text[start:])
}

// SendWith sends a draft. It says why a phone could not send it.
func (p *Person) SendWith(d Draft) (Message, error) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, err := p.chat.compose(d)
	if err != nil {
		return Message{}, fmt.Errorf("%s can't send this: %w", p.firstName, err)
	}
	m.From, m.Sender = ByPerson, p.id
	p.unblock()
	p.chat.access = open
	sent := p.sim.add(p.chat, m)
	p.sim.push("message", p.sim.object(p.chat, sent))
	return *sent, nil
}

// compose makes the message of a draft.
func (c *chat) compose(d Draft) (Message, error) {
	date := d.SentAt.UTC().Truncate(time.Second)
	if d.SentAt.IsZero() {
		date = time.Time{}
	}
	if d.Forward != 0 {
		original, ok := c.message(d.Forward)
		if !ok {
			return Message{}, fmt.Errorf("message %d, to be forwarded, is not on the screen", d.Forward)
		}
		return original.sentOn(date), nil
	}
	d.Text, d.Caption = strings.TrimSpace(d.Text), strings.TrimSpace(d.Caption) // as the apps do
	switch answered, ok := c.message(d.ReplyTo); {
	case d.contents() == 0:
		return Message{}, errors.New("it is empty")
	case d.contents() > 1 || d.Caption != "" && d.Attachment == NoAttachment:
		return Message{}, errors.New("it must be a text, an attachment with or without a caption, or a place")
	case units(d.Text) > maxText || units(d.Caption) > maxCaption:
		return Message{}, errors.New("it is too long")
	case d.ReplyTo != 0 && !ok:
		return Message{}, fmt.Errorf("message %d, to be answered, is not on the screen", d.ReplyTo)
	case d.Quote != "" && (answered == nil || !strings.Contains(answered.Words(), d.Quote)):
		return Message{}, errors.New("the quote is not in the message that it answers")
	}
	m := Message{
		Date: date, Text: d.Text, Attachment: d.Attachment, Caption: d.Caption, Location: d.Location,
		ReplyTo: d.ReplyTo, Quote: d.Quote,
	}
	m.Entities = commandsIn(m.Words())
	return m, nil
}

// contents counts what the draft consists of: it has to be one thing.
func (d Draft) contents() int {
	n := 0
	for _, there := range []bool{d.Text != "", d.Attachment != NoAttachment, d.Location != nil} {
		if there {
			n++
		}
	}
	return n
}

// sentOn is the message as its forward, which tells who wrote it first.
func (m *Message) sentOn(date time.Time) Message {
	forward := Message{
		Date: date, Text: m.Text, Entities: m.Entities, Attachment: m.Attachment, Caption: m.Caption,
		Location: m.Location, Forward: m.From, forwarded: m.Sender,
	}
	if m.Forward != ByNobody {
		forward.Forward, forward.forwarded = m.Forward, m.forwarded
	}
	return forward
}
