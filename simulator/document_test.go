package simulator_test

import (
	"bytes"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/simulator"
)

// A document arrives on the phone as the bot sent it, with its name and caption.
func TestADocumentArrivesWhole(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	b, err := bot.New(token, bot.WithServerURL(l.url[:len(l.url)-len("/bot"+token+"/")]))
	if err != nil {
		t.Fatal(err)
	}
	send := func(data string) error {
		_, err := b.SendDocument(t.Context(), &bot.SendDocumentParams{
			ChatID: ana.ID(), Caption: "Here it is.",
			Document: &models.InputFileUpload{Filename: "list.csv", Data: bytes.NewReader([]byte(data))},
		})
		return err
	}
	if err := send("at,who\x00\xff\n"); err != nil {
		t.Fatal(err)
	}
	screen := ana.Screen()
	got := screen[len(screen)-1]
	if got.Attachment != simulator.Document || got.Words() != "Here it is." || got.File.Name != "list.csv" || string(got.File.Data) != "at,who\x00\xff\n" {
		t.Errorf("the phone shows %+v", got)
	}
	if err := send(""); err == nil {
		t.Error("an empty file was taken")
	}
	equal(t, "messages", len(ana.Screen()), len(screen))
}
