package simulator

import (
	"slices"
	"time"
)

// Message is one message as its chat shows it.
type Message struct {
	ID       int
	Chat     int64
	From     Author
	Sender   int64     // the author's Telegram id
	Date     time.Time // whole seconds, as Telegram dates it
	EditedAt time.Time // whole seconds; zero if never edited

	Text       string
	Entities   []Entity // of Text, or of Caption
	Attachment Attachment
	Caption    string
	File       Upload // what a document of the bot holds
	Location   *Location
	Buttons    [][]Button

	ReplyTo   int    // the message it answers, 0 for none
	Quote     string // what it quotes from that message
	Forward   Author // who wrote it first, ByNobody when it is no forward
	Silent    Silence
	forwarded int64 // id of who wrote it first
	deleted   bool
}

// Author tells who wrote a message or did something in a chat.
type Author int

const (
	// ByNobody is the author of nothing.
	ByNobody Author = iota
	// ByPerson is the person whose chat it is, or a member of the group.
	ByPerson
	// ByBot is the bot.
	ByBot
)

// Silence tells whether a message makes the phone ring.
type Silence int

const (
	// Rings is a message with its sound.
	Rings Silence = iota
	// RingsNot is a message sent with disable_notification.
	RingsNot
)

// Attachment is what a message carries besides words.
type Attachment int

// The attachments that a phone can send.
const (
	NoAttachment Attachment = iota
	Photo
	Voice
	Document
)

// Location is a place on the map. LivePeriod, in seconds, is set while it moves.
type Location struct {
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	LivePeriod int     `json:"live_period,omitempty"`
}

// Button is one inline button. It has Data, or URL, or neither when it is of a kind
// that the simulator only shows.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Labels are the texts of the message's buttons, row after row.
func (m Message) Labels() []string {
	var labels []string
	for _, row := range m.Buttons {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	return labels
}

// Words are the message's text, or its caption.
func (m Message) Words() string {
	if m.Text != "" {
		return m.Text
	}
	return m.Caption
}

// button finds a button by its label.
func (m Message) button(label string) (Button, bool) {
	for _, row := range m.Buttons {
		if i := slices.IndexFunc(row, func(b Button) bool { return b.Text == label }); i >= 0 {
			return row[i], true
		}
	}
	return Button{}, false
}

func sameButtons(a, b [][]Button) bool { return slices.EqualFunc(a, b, slices.Equal[[]Button]) }
