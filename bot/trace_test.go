package bot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// fussy is a Telegram that refuses to delete some messages, as it does those that are too
// old. It notes what it was asked to delete, request by request.
func fussy(t *testing.T, status int, refused ...int) (url string, deleted func() []string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		var ids []int
		if one := r.FormValue("message_id"); one != "" {
			ids = make([]int, 1)
			_, _ = fmt.Sscan(one, &ids[0])
		} else {
			_ = json.Unmarshal([]byte(r.FormValue("message_ids")), &ids)
		}
		method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		asked = append(asked, fmt.Sprintf("%s %d %d..%d", method, len(ids), ids[0], ids[len(ids)-1]))
		if slices.ContainsFunc(ids, func(id int) bool { return slices.Contains(refused, id) }) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":"message can't be deleted for everyone","parameters":{"retry_after":3}}`, status)
			return
		}
		fmt.Fprint(w, `{"ok":true,"result":true}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string { return asked }
}

// numbers are the messages from one to another.
func numbers(from, to int) (ids []int) {
	for id := from; id <= to; id++ {
		ids = append(ids, id)
	}
	return ids
}

var clearing = notice.Notice{To: notice.Recipient{Chat: 42}, Do: notice.Clear}

func TestManyMessagesAreDeletedInFewRequests(t *testing.T) {
	t.Parallel()
	url, asked := fussy(t, 400)
	if _, err := channel(t, url).Send(t.Context(), clearing, notice.Address{Chat: 42, Messages: numbers(1, 230)}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"deleteMessages 100 1..100", "deleteMessages 100 101..200", "deleteMessages 30 201..230"}; !slices.Equal(asked(), want) {
		t.Fatalf("asked %q", asked())
	}
}

func TestAMessageThatCannotBeDeletedKeepsNoOther(t *testing.T) {
	t.Parallel()
	url, asked := fussy(t, 400, 2)
	if _, err := channel(t, url).Send(t.Context(), clearing, notice.Address{Chat: 42, Messages: numbers(1, 3)}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"deleteMessages 3 1..3", "deleteMessage 1 1..1", "deleteMessage 1 2..2", "deleteMessage 1 3..3"}; !slices.Equal(asked(), want) {
		t.Fatalf("asked %q", asked())
	}
}

func TestWhatTelegramWantsLaterIsDeletedLater(t *testing.T) {
	t.Parallel()
	url, asked := fussy(t, 429, 150)
	err := sending(channel(t, url).Send(t.Context(), clearing, notice.Address{Chat: 42, Messages: numbers(1, 230)}))
	wantClass(t, err, delivery.ClassWait, 3e9)
	if len(asked()) != 2 {
		t.Fatalf("asked %q", asked())
	}
}

func TestAnEditIsOfTheNewestMessage(t *testing.T) {
	t.Parallel()
	edit := notice.Notice{To: notice.Recipient{Chat: 42}, Do: notice.Edit, Lines: []notice.Line{notice.L("noted")}}
	to := notice.Address{Chat: 42, Messages: []int{8, 12, 9}}
	for name, tc := range map[string]struct {
		status int
		body   string
		want   delivery.Class // empty: done with
	}{
		"it is edited":    {200, `{"ok":true,"result":{"message_id":12,"date":1,"chat":{"id":42,"type":"private"}}}`, ""},
		"it says so":      {400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`, ""},
		"it is gone":      {400, `{"ok":false,"error_code":400,"description":"Bad Request: message to edit not found"}`, ""},
		"they blocked":    {403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, delivery.ClassPermanent},
		"Telegram is ill": {500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, delivery.ClassAgain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, asked := telegram(t, tc.status, tc.body, false)
			switch err := sending(channel(t, url).Send(t.Context(), edit, to)); {
			case tc.want == "" && err != nil:
				t.Fatal(err)
			case tc.want != "":
				wantClass(t, err, tc.want, 0)
			}
			if all := asked(); len(all) != 1 || !strings.Contains(all[0], "/editMessageText") || !strings.Contains(all[0], "\r\n\r\n12\r\n") {
				t.Fatalf("asked %q", all)
			}
		})
	}
}

func TestASendTellsItsMessage(t *testing.T) {
	t.Parallel()
	url, _ := telegram(t, 200, `{"ok":true,"result":{"message_id":31,"date":1,"chat":{"id":42,"type":"private"}}}`, false)
	if id, err := channel(t, url).Send(t.Context(), noted, notice.Address{Chat: 42}); err != nil || id != 31 {
		t.Fatalf("message %d, %v", id, err)
	}
}
