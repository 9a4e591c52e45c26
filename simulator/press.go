package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// firstPressID is where the ids of callback queries begin; real ones fill 64 bits.
const firstPressID = 4_000_000_000_000_000_000

// press is a button press that the bot can answer.
type press struct {
	chat     *chat
	at       time.Time
	answered bool
}

// Press presses the button with this label on the newest message that has one.
func (p *Person) Press(label string) error {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	for _, m := range slices.Backward(p.chat.messages) {
		if b, ok := m.button(label); ok && !m.deleted {
			return p.press(m, b)
		}
	}
	return fmt.Errorf("no message on %s's screen has a button %q", p.firstName, label)
}

// PressOn presses the button with this label on a given message.
func (p *Person) PressOn(messageID int, label string) error {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, ok := p.chat.message(messageID)
	if !ok {
		return fmt.Errorf("no message %d on %s's screen", messageID, p.firstName)
	}
	b, ok := m.button(label)
	if !ok {
		return fmt.Errorf("message %d on %s's screen has no button %q", messageID, p.firstName, label)
	}
	return p.press(m, b)
}

// PressData sends a press that no button on the screen stands for, as a modified app
// can: any data, for any message. Of a message that is not on the screen the bot is
// given the id only.
func (p *Person) PressData(messageID int, data string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	m, ok := p.chat.message(messageID)
	if !ok {
		m = &Message{ID: messageID, Chat: p.id, deleted: true}
	}
	p.send(m, Button{Data: data})
}

func (p *Person) press(m *Message, b Button) error {
	switch {
	case p.chat.access == blocked:
		return errors.New("the bot is blocked: its buttons can't be pressed")
	case b.Data == "":
		return fmt.Errorf("the button %q tells the bot nothing", b.Text)
	}
	p.send(m, b)
	return nil
}

func (p *Person) send(m *Message, b Button) {
	s := p.sim
	id := strconv.FormatInt(firstPressID+int64(len(s.presses)), 10)
	s.presses[id] = &press{chat: p.chat, at: s.clock.Now()}
	s.happened(p.chat, Event{Kind: Pressed, By: ByPerson, Message: *m, Text: b.Text})
	query := callbackObject{
		ID: id, From: p.user(), ChatInstance: strconv.FormatInt(p.id*7919, 10), Data: b.Data,
	}
	if m.deleted {
		query.Message = inaccessibleMessage{Chat: p.chat.object(), MessageID: m.ID}
	} else {
		query.Message = s.object(p.chat, m)
	}
	s.push("callback_query", query)
}

// tooLate is Telegram's answer to the answer of a press that is gone.
const tooLate = "query is too old and response timeout expired or query ID is invalid"

// maxAnswer is the longest answer to a press, in characters (Bot API,
// answerCallbackQuery).
const maxAnswer = 200

func answerCallbackQuery(s *Simulator, p params) (any, *failure) {
	pressed, ok := s.presses[p.text("callback_query_id")]
	if !ok || s.clock.Now().Sub(pressed.at) > pressLife {
		return nil, badRequest(tooLate)
	}
	if len([]rune(p.text("text"))) > maxAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	if pressed.answered {
		return true, nil // the phone shows the first answer only
	}
	pressed.answered = true
	style := AsToast
	if p.truth("show_alert") {
		style = AsAlert
	}
	s.happened(pressed.chat, Event{Kind: Answered, By: ByBot, Text: p.text("text"), Alert: style})
	return true, nil
}
