package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/go-telegram/bot/models"
)

// Update is what the program needs of an update from Telegram.
type Update struct {
	ID      int64
	Kind    UpdateKind
	Chat    int64
	Private bool
	From    Sender
	Message int           // the message's id; of a press, that of the message with the button
	Text    string        // text or caption
	Caption bool          // Text is a caption
	Place   string        // of a location that was sent: "52.51627, 13.37770", north and east
	Lat     float64       // of that location, degrees north
	Lon     float64       // degrees east
	Live    int           // how long it moves, in seconds; 0: it does not
	Began   time.Time     // when a message that was edited was sent, by Telegram's clock
	Date    time.Time     // when it was sent or edited, by Telegram's clock; zero for a press
	Press   string        // the id of a press
	Data    string        // what the pressed button carries
	Receipt time.Time     // when it came in, by the machine's clock
	MaxAge  time.Duration // of a press: how long it may have waited before it came in
	Access  Access        // of a change of membership: what became of the chat
	Decoded bool          // false: the models could not read it, only the minimum is known
	Raw     []byte
}

// Sender is who an update came from.
type Sender struct {
	ID        int64
	FirstName string
	Username  string
	Language  string
}

// UpdateKind says what an update is.
type UpdateKind string

// The kinds.
const (
	KindText    UpdateKind = "text"    // a message with text or a caption
	KindOther   UpdateKind = "other"   // a message without: a photo, a voice note, a sticker
	KindEdit    UpdateKind = "edit"    // a message that was changed
	KindPress   UpdateKind = "press"   // of a button
	KindMember  UpdateKind = "member"  // the bot was blocked, unblocked, added or removed
	KindIgnored UpdateKind = "ignored" // nothing for this program
)

// Access says what became of a private chat with somebody.
type Access string

// The possibilities.
const (
	AccessSame    Access = ""
	AccessBlocked Access = "blocked" // they blocked the bot
	AccessBack    Access = "back"    // they unblocked it
)

// accessOf reads what a change of membership says of a private chat.
func accessOf(m *models.ChatMemberUpdated) Access {
	was, is := m.OldChatMember.Type == models.ChatMemberTypeBanned, m.NewChatMember.Type == models.ChatMemberTypeBanned
	switch {
	case is:
		return AccessBlocked
	case was:
		return AccessBack
	}
	return AccessSame
}

// ErrNoID is the error of an update that does not even say which one it is.
var ErrNoID = errors.New("an update without update_id")

// Decode reads one update. What the library's models can't read still has its sender,
// text and caption read, so that a codeword in it counts; Decoded is false then.
func Decode(raw []byte) (Update, error) {
	var full models.Update
	if err := json.Unmarshal(raw, &full); err == nil && full.ID != 0 {
		u := fromModel(full)
		u.Raw, u.Decoded = raw, true
		return u, nil
	}
	var least minimal
	_ = json.Unmarshal(raw, &least) // what could be read before the error is kept
	u := least.update()
	u.Raw = raw
	if u.ID == 0 {
		u.ID = findID(raw)
	}
	if u.ID == 0 {
		return u, ErrNoID
	}
	return u, nil
}

// updateID finds an update's number in something that is not even JSON. A part of a longer
// number is none: it would move the offset past all that is to come.
var updateID = regexp.MustCompile(`"update_id"\s*:\s*(\d{1,18})(?:\D|$)`)

func findID(raw []byte) int64 {
	m := updateID.FindSubmatch(raw)
	if m == nil {
		return 0
	}
	id, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return id
}

func fromModel(m models.Update) Update {
	u := Update{ID: m.ID, Kind: KindIgnored}
	switch {
	case m.Message != nil:
		u.fromMessage(m.Message, KindText)
	case m.EditedMessage != nil:
		u.fromMessage(m.EditedMessage, KindEdit)
		u.Date = time.Unix(int64(m.EditedMessage.EditDate), 0).UTC()
	case m.CallbackQuery != nil:
		u.fromPress(m.CallbackQuery)
	case m.MyChatMember != nil:
		u.Kind = KindMember
		u.Chat, u.Private = m.MyChatMember.Chat.ID, m.MyChatMember.Chat.Type == models.ChatTypePrivate
		u.From, u.Access = sender(&m.MyChatMember.From), accessOf(m.MyChatMember)
		u.Date = time.Unix(int64(m.MyChatMember.Date), 0).UTC()
	}
	return u
}

func (u *Update) fromMessage(m *models.Message, k UpdateKind) {
	u.Kind, u.Chat, u.Private = k, m.Chat.ID, m.Chat.Type == models.ChatTypePrivate
	u.From, u.Message = sender(m.From), m.ID
	u.Date = time.Unix(int64(m.Date), 0).UTC()
	if u.Text = m.Text; u.Text == "" {
		u.Text, u.Caption = m.Caption, m.Caption != ""
	}
	u.Began = u.Date
	if m.Location != nil {
		u.Lat, u.Lon, u.Live = m.Location.Latitude, m.Location.Longitude, m.Location.LivePeriod
		u.Place = fmt.Sprintf("%.5f, %.5f", m.Location.Latitude, m.Location.Longitude) // to a metre
	}
	if u.Text == "" && k == KindText {
		u.Kind = KindOther
	}
}

func (u *Update) fromPress(q *models.CallbackQuery) {
	u.Kind, u.From, u.Press, u.Data = KindPress, sender(&q.From), q.ID, q.Data
	switch {
	case q.Message.Message != nil:
		u.Chat, u.Message = q.Message.Message.Chat.ID, q.Message.Message.ID
		u.Private = q.Message.Message.Chat.Type == models.ChatTypePrivate
	case q.Message.InaccessibleMessage != nil:
		u.Chat, u.Message = q.Message.InaccessibleMessage.Chat.ID, q.Message.InaccessibleMessage.MessageID
		u.Private = u.Chat == q.From.ID
	default:
		u.Chat, u.Private = q.From.ID, true
	}
}

func sender(m *models.User) Sender {
	if m == nil {
		return Sender{}
	}
	return Sender{ID: m.ID, FirstName: m.FirstName, Username: m.Username, Language: m.LanguageCode}
}

// minimal is as little of an update as a codeword needs.
type minimal struct {
	ID      int64        `json:"update_id"`
	Message *minimalText `json:"message"`
	Edited  *minimalText `json:"edited_message"`
}

type minimalText struct {
	ID   int   `json:"message_id"`
	Date int64 `json:"date"`
	Edit int64 `json:"edit_date"`
	Chat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
	From struct {
		ID        int64  `json:"id"`
		FirstName string `json:"first_name"`
	} `json:"from"`
	Text    string `json:"text"`
	Caption string `json:"caption"`
}

func (m minimal) update() Update {
	u := Update{ID: m.ID, Kind: KindIgnored}
	t := m.Message
	u.Kind = KindText
	if t == nil {
		t, u.Kind = m.Edited, KindEdit
	}
	if t == nil {
		u.Kind = KindIgnored
		return u
	}
	u.Chat, u.Private, u.Message = t.Chat.ID, t.Chat.Type == "private", t.ID
	u.From = Sender{ID: t.From.ID, FirstName: t.From.FirstName}
	u.Date = time.Unix(max(t.Date, t.Edit), 0).UTC()
	if u.Text = t.Text; u.Text == "" {
		u.Text, u.Caption = t.Caption, t.Caption != ""
	}
	if u.Text == "" && u.Kind == KindText {
		u.Kind = KindOther
	}
	return u
}

// written is the number of the message that somebody wrote with the update; 0 when they
// wrote none, or wrote it before.
func (u Update) written() int {
	if u.Kind == KindText || u.Kind == KindOther {
		return u.Message
	}
	return 0
}

// CommitID names what an update asks for, the same however often it is delivered.
// Telegram starts its update ids anew at random after a quiet week, so the id alone
// would one day name two different updates.
func (u Update) CommitID() string {
	if u.Kind == KindPress {
		return fmt.Sprintf("update:%d:press:%s", u.ID, u.Press)
	}
	return fmt.Sprintf("update:%d:%d:%d:%d:%s", u.ID, u.Chat, u.Message, u.Date.Unix(), u.Kind)
}

// MessageKey names the message that an update is about, in this version of it, for the
// alert that may come of it.
func (u Update) MessageKey() string {
	return fmt.Sprintf("%d:%d:%d", u.Chat, u.Message, u.Date.Unix())
}
