package bot

import (
	"errors"
	"testing"
	"time"
)

const private = `"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Ana"}`

func TestDecode(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		raw  string
		want Update
	}{
		"a text":       {`{"update_id":7,"message":{"message_id":3,"date":1780322400,` + private + `,"text":"here"}}`, Update{Kind: KindText, Chat: 42, Private: true, Message: 3, Text: "here", Date: at, Decoded: true}},
		"a caption":    {`{"update_id":7,"message":{"message_id":3,"date":1780322400,` + private + `,"photo":[],"caption":"here"}}`, Update{Kind: KindText, Chat: 42, Private: true, Message: 3, Text: "here", Date: at, Decoded: true}},
		"a voice note": {`{"update_id":7,"message":{"message_id":3,"date":1780322400,` + private + `,"voice":{"file_id":"x","file_unique_id":"y","duration":1}}}`, Update{Kind: KindOther, Chat: 42, Private: true, Message: 3, Date: at, Decoded: true}},
		"an edit counts from the edit": {`{"update_id":7,"edited_message":{"message_id":3,"date":1780320000,"edit_date":1780322400,` + private + `,"text":"here"}}`,
			Update{Kind: KindEdit, Chat: 42, Private: true, Message: 3, Text: "here", Date: at, Decoded: true}},
		"a press": {`{"update_id":7,"callback_query":{"id":"99","from":{"id":42,"first_name":"Ana"},"chat_instance":"1","data":"ok..x","message":{"message_id":3,"date":1780322400,` + private + `}}}`,
			Update{Kind: KindPress, Chat: 42, Private: true, Message: 3, Press: "99", Data: "ok..x", Decoded: true}},
		"a press on a message that is gone": {`{"update_id":7,"callback_query":{"id":"99","from":{"id":42,"first_name":"Ana"},"chat_instance":"1","data":"ok..x","message":{"message_id":3,"date":0,` + private + `}}}`,
			Update{Kind: KindPress, Chat: 42, Private: true, Message: 3, Press: "99", Data: "ok..x", Decoded: true}},
		"a press on no message": {`{"update_id":7,"callback_query":{"id":"99","from":{"id":42,"first_name":"Ana"},"chat_instance":"1","data":"ok..x"}}`,
			Update{Kind: KindPress, Chat: 42, Private: true, Press: "99", Data: "ok..x", Decoded: true}},
		"a group":                {`{"update_id":7,"message":{"message_id":3,"date":1780322400,"chat":{"id":-5,"type":"group"},"from":{"id":42,"first_name":"Ana"},"text":"here"}}`, Update{Kind: KindText, Chat: -5, Message: 3, Text: "here", Date: at, Decoded: true}},
		"a kind of no interest":  {`{"update_id":7,"poll":{"id":"1"}}`, Update{Kind: KindIgnored, Decoded: true}},
		"broken, with a text":    {`{"update_id":7,"message":{"message_id":3,"date":1780322400,` + private + `,"text":"here","entities":"odd"}}`, Update{Kind: KindText, Chat: 42, Private: true, Message: 3, Text: "here", Date: at}},
		"broken, with a caption": {`{"update_id":7,"message":{"message_id":3,"date":1780322400,` + private + `,"caption":"here","photo":1}}`, Update{Kind: KindText, Chat: 42, Private: true, Message: 3, Text: "here", Date: at}},
		"broken, and edited":     {`{"update_id":7,"edited_message":{"message_id":3,"date":1780320000,"edit_date":1780322400,` + private + `,"text":"here","entities":"odd"}}`, Update{Kind: KindEdit, Chat: 42, Private: true, Message: 3, Text: "here", Date: at}},
		"broken, without any":    {`{"update_id":7,"poll":3}`, Update{Kind: KindIgnored}},
		"not JSON":               {`{"update_id": 7, "message":`, Update{Kind: KindIgnored}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode([]byte(tc.raw))
			if err != nil {
				t.Fatal(err)
			}
			if got.ID != 7 || string(got.Raw) != tc.raw {
				t.Errorf("it is update %d, %q", got.ID, got.Raw)
			}
			if tc.want.Chat == 42 && got.From.FirstName != "Ana" {
				t.Errorf("it is from %+v", got.From)
			}
			got.ID, got.Raw, got.From = 0, nil, Sender{}
			if tc.want.Kind == KindPress || tc.want.Kind == KindIgnored {
				got.Date = time.Time{}
			}
			if !got.Date.Equal(tc.want.Date) {
				t.Errorf("it was sent at %v, want %v", got.Date, tc.want.Date)
			}
			got.Date = tc.want.Date
			if got.CommitID() != tc.want.CommitID() || got.Text != tc.want.Text || got.Data != tc.want.Data ||
				got.Private != tc.want.Private || got.Decoded != tc.want.Decoded || got.Kind != tc.want.Kind || got.Press != tc.want.Press {
				t.Errorf("got %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestWhatIsNoUpdate(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "[]", "7", `"update_id"`, `{"update_id":"seven"}`, `{"update_id":0}`, `{"update_id":99999999999999999999}`, "\x00\xff"} {
		if u, err := Decode([]byte(raw)); !errors.Is(err, ErrNoID) {
			t.Errorf("%q is update %d, error %v", raw, u.ID, err)
		}
	}
}

// Commits are told apart by what Telegram tells apart, and by nothing else.
func TestCommitIDs(t *testing.T) {
	t.Parallel()
	base := Update{ID: 7, Kind: KindText, Chat: 42, Message: 3, Date: time.Unix(1780322400, 0), Text: "here"}
	same := base
	same.Text, same.Receipt, same.MaxAge, same.Raw = "other", time.Now(), time.Second, []byte("x")
	if base.CommitID() != same.CommitID() || base.MessageKey() != same.MessageKey() {
		t.Error("one update delivered twice is two")
	}
	seen := map[string]string{base.CommitID(): "the update itself"}
	for name, change := range map[string]func(*Update){
		"another id":      func(u *Update) { u.ID = 8 },
		"another chat":    func(u *Update) { u.Chat = 43 },
		"another message": func(u *Update) { u.Message = 4 },
		"another date":    func(u *Update) { u.Date = u.Date.Add(time.Second) },
		"an edit":         func(u *Update) { u.Kind = KindEdit },
		"a press":         func(u *Update) { u.Kind, u.Press = KindPress, "99" },
		"another press":   func(u *Update) { u.Kind, u.Press = KindPress, "98" },
	} {
		u := base
		change(&u)
		if as, twice := seen[u.CommitID()]; twice {
			t.Errorf("%s has the commit id of %s", name, as)
		}
		seen[u.CommitID()] = name
	}
	if edited := base; true {
		edited.Date = edited.Date.Add(time.Minute)
		if edited.MessageKey() == base.MessageKey() {
			t.Error("a changed message is the same message: its signal would be the first one's")
		}
	}
}
