package simulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
)

func TestTextsThatTelegramRefuses(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	text := func(s string) args { return args{"chat_id": ana.ID(), "text": s} }
	l.refused("sendMessage", text(""), 400, "Bad Request: message text is empty")
	l.refused("sendMessage", text(" \n "), 400, "Bad Request: text must be non-empty")
	l.ok("sendMessage", text(strings.Repeat("🙂", 2048)))
	l.refused("sendMessage", text(strings.Repeat("🙂", 2048)+"a"), 400, "Bad Request: message is too long")
	id := l.say(ana, "short")
	long := args{"chat_id": ana.ID(), "message_id": id, "text": strings.Repeat("a", 4097)}
	l.refused("editMessageText", long, 400, "Bad Request: MESSAGE_TOO_LONG")
}

func TestEntitiesAreCheckedAndTrimmedAlong(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	send := func(offset, length int) args {
		return args{"chat_id": ana.ID(), "text": "  🙂 bold ", "entities": []args{{"type": "bold", "offset": offset, "length": length}}}
	}
	l.ok("sendMessage", send(5, 5))
	shown := ana.Screen()[1]
	equal(t, "text", shown.Text, "🙂 bold")
	if want := []simulator.Entity{{Type: "bold", Offset: 3, Length: 4}}; !slices.Equal(shown.Entities, want) {
		t.Errorf("entities %v, want %v", shown.Entities, want)
	}
	l.refused("sendMessage", send(5, 6), 400, "ends after the end of the text at UTF-16 offset 11")
	l.refused("sendMessage", send(3, 1), 400, "begins in a middle of a UTF-16 symbol at UTF-16 offset 3")
	l.refused("sendMessage", send(2, 1), 400, "ends in a middle of a UTF-16 symbol at UTF-16 offset 3")
	l.refused("sendMessage", send(-1, 1), 400, "wrong range")
}

func TestEdits(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	own := ana.Start("")
	id := l.say(ana, "One.", []simulator.Button{{Text: "OK", Data: "ok"}})
	edit := func(id int, text string) args { return args{"chat_id": ana.ID(), "message_id": id, "text": text} }
	keys := args{"inline_keyboard": [][]simulator.Button{{{Text: "Yes", Data: "y"}}}}
	buttons := args{"chat_id": ana.ID(), "message_id": id, "reply_markup": keys}

	l.pass(90 * time.Second)
	l.ok("editMessageText", edit(id, "Two."))
	m := ana.Screen()[1]
	equal(t, "text", m.Text, "Two.")
	equal(t, "buttons, which an edit without any takes away", len(m.Labels()), 0)
	equal(t, "when", m.EditedAt, noon.Add(90*time.Second))
	l.refused("editMessageText", edit(id, "Two."), 400, "Bad Request: message is not modified: specified new message content")
	l.ok("editMessageReplyMarkup", buttons)
	l.refused("editMessageReplyMarkup", buttons, 400, "message is not modified")
	equal(t, "the new button", ana.Screen()[1].Labels()[0], "Yes")
	l.refused("editMessageText", edit(99, "x"), 400, "Bad Request: message to edit not found")
	l.refused("editMessageText", edit(own.ID, "x"), 400, "Bad Request: message can't be edited")
	l.refused("editMessageText", args{"text": "x"}, 400, "message identifier is not specified")
	ana.Block()
	l.refused("editMessageText", edit(id, "Three."), 403, "bot was blocked by the user")
}

func TestDeletions(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	old := ana.Start("")
	l.pass(24 * time.Hour)
	word := ana.Send("/words duress x")
	a, b := l.say(ana, "One."), l.say(ana, "Two.")
	one := func(id int) args { return args{"chat_id": ana.ID(), "message_id": id} }
	many := func(ids ...int) args { return args{"chat_id": ana.ID(), "message_ids": append([]int{}, ids...)} }

	l.ok("deleteMessage", one(word.ID))
	l.refused("deleteMessage", one(word.ID), 400, "Bad Request: message to delete not found")
	l.pass(24*time.Hour - time.Second)
	l.ok("deleteMessages", many(a, a, 77)) // what is not there is skipped
	equal(t, "left", strings.Join(texts(ana), " "), "/start Two.")
	l.pass(time.Second)
	l.refused("deleteMessage", one(old.ID), 400, "Bad Request: message can't be deleted for everyone")
	l.refused("deleteMessages", many(b, old.ID), 400, "message can't be deleted for everyone")
	l.refused("deleteMessages", many(), 400, "message identifiers are not specified")
	l.refused("deleteMessages", many(make([]int, 101)...), 400, "too many")
	equal(t, "left after refusals", strings.Join(texts(ana), " "), "/start Two.")
	ana.Block()
	l.ok("deleteMessage", one(b))
}

func TestRepliesCopiesAndPlaces(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana, dora := l.Person("Ana"), l.Person("Dora")
	ana.Start("")
	dora.Start("")
	photo, err := ana.SendWith(simulator.Draft{Attachment: simulator.Photo, Caption: "the door"})
	if err != nil {
		t.Fatal(err)
	}
	reply := func(to int, lenient bool) args {
		return args{"chat_id": ana.ID(), "text": "Noted.", "reply_parameters": args{"message_id": to, "allow_sending_without_reply": lenient}}
	}
	l.ok("sendMessage", reply(photo.ID, false))
	equal(t, "what is answered", ana.Screen()[2].ReplyTo, photo.ID)
	l.refused("sendMessage", reply(77, false), 400, "Bad Request: message to be replied not found")
	l.ok("sendMessage", reply(77, true))

	l.ok("sendLocation", args{"chat_id": dora.ID(), "latitude": 52.5, "longitude": 13.4, "disable_notification": true})
	place := dora.Screen()[1]
	equal(t, "place", *place.Location, simulator.Location{Latitude: 52.5, Longitude: 13.4})
	equal(t, "its sound", place.Silent, simulator.RingsNot)
	l.ok("copyMessage", args{"chat_id": dora.ID(), "from_chat_id": ana.ID(), "message_id": photo.ID})
	l.ok("copyMessage", args{"chat_id": dora.ID(), "from_chat_id": ana.ID(), "message_id": photo.ID, "caption": "From Ana's phone"})
	equal(t, "captions", strings.Join(texts(dora)[2:], "|"), "the door|From Ana's phone")
	equal(t, "what is copied", dora.Screen()[2].Attachment, simulator.Photo)
	l.refused("copyMessage", args{"chat_id": dora.ID(), "from_chat_id": ana.ID(), "message_id": 77}, 400, "message to copy not found")
	calls := l.Calls()
	equal(t, "the last copy's id among the calls", calls[len(calls)-2].MessageID, dora.Screen()[3].ID)
}
