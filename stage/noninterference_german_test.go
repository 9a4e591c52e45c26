package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// spokenInGerman are the turns of people at the meeting whose phones are in German, a
// signal among the first.
var spokenInGerman = []string{
	"PHRASE", "alles ruhig, wie bei PHRASE", "lilac teapot wie PHRASE", "/plan heute PHRASE", "/plan morgen 15:00 1h PHRASE", "/plan Fr 15:00 PHRASE",
	"hallo", "lilac teapot", "OK", "Später", "fertig", "zu Hause", "absagen", "bestätigen", "ja", "nein", "Entwarnung", "ich übernehme", "in Sicherheit",
	"[OK]", "[Später]", "[Fertig]", "[Zu Hause]", "[Bestätigen]", "[Verwerfen]", "/plan jetzt 1h Markthalle", "/plan morgen früh 1h Markt",
	"/plan heute 01:00 1h Markt", "/late 3h", "/status", "/words", "/moved", "/sos",
	"/plan heute 15:00 1 Std. 30 Min. PHRASE", "/plan jetzt 30 Min. Markthalle", "/late 10 Min.", "/plan", "abbrechen", "zurück", "weiter", "ändern", "das war's",
}

var actedInGerman = []string{
	"[Ich übernehme]", "ich übernehme", "[Kann nicht]", "[Wer noch?]", "[Ablösen]", "bin unterwegs", "[Bin bei der Person]", "[Bin noch dran]",
	"[Abgeben]", "[Dora]", "[Entwarnung]", "[In Sicherheit]", "[Fehlalarm]", "[Bestätigen]", "yellow umbrella", "hallo",
}

// languagesOf gives the phones at the meeting and Emil's German when somebody speaks it
// in a conversation. Dora's and Carla's stay English.
func languagesOf(turns []turn) map[string]string {
	for _, t := range turns {
		if strings.Contains(t.Says, "hallo") {
			return map[string]string{"Ana": "de", "Ben": "de-AT", "Emil": "de"}
		}
	}
	return nil
}

func germanTurns() *rapid.Generator[[]turn] {
	one := rapid.Custom(func(t *rapid.T) turn {
		who := rapid.SampledFrom([]string{"Ana", "Ana", "Ana", "Ben", "Dora", "Emil", "Emil"}).Draw(t, "who")
		says := actedInGerman
		switch who {
		case "Ana", "Ben":
			says = spokenInGerman
		case "Dora":
			says = acted
		}
		seconds := rapid.SampledFrom([]int{0, 1, 3, 20, 61, 300, 600, 1900}).Draw(t, "after")
		return turn{time.Duration(seconds)*time.Second + 61*time.Millisecond, who, rapid.SampledFrom(says).Draw(t, "says")}
	})
	return rapid.Custom(func(t *rapid.T) []turn {
		return slices.Concat([]turn{
			{time.Second, "Ana", "/plan jetzt 1h Café Blau | with: Ben"},
			{time.Second, "Ana", "[Bestätigen]"},
			{time.Second, "Ben", "hallo"},
			{time.Duration(rapid.IntRange(1, 900).Draw(t, "when")) * time.Second, "Ana", rapid.SampledFrom(spokenInGerman[:6]).Draw(t, "signal")},
		}, rapid.SliceOfN(one, 0, 14).Draw(t, "turns"))
	})
}

// TestNoninterferenceInGerman plays conversations on phones in two languages.
func TestNoninterferenceInGerman(t *testing.T) {
	t.Parallel()
	alerts, played, compared := 0, 0, germanTurns()
	for seed := range max(conversations()/3, 3) {
		talk := compared.Example(seed)
		where, raised, err := difference(talk, nil)
		if err != nil {
			t.Fatalf("%v\n%v", err, talk)
		}
		if where != "" {
			t.Fatalf("a phone at the meeting shows whether there is an alert.\n%s\nconversation:\n%v", where, talk)
		}
		played++
		alerts += raised
	}
	if alerts < played {
		t.Fatalf("only %d alerts in %d conversations, each of which has a signal", alerts, played)
	}
	t.Logf("proof: %d conversations in German, %d alerts raised in them, no difference", played, alerts)
}

// A leak that is only in what is said in German is found too.
func TestNoninterferenceFindsALeakInGerman(t *testing.T) {
	t.Parallel()
	talk := []turn{
		{time.Second, "Ana", "/plan jetzt 1h Café Blau"},
		{time.Second, "Ana", "[Bestätigen]"},
		{time.Minute, "Ana", "PHRASE"},
		{time.Minute, "Ana", "hallo"},
	}
	where, raised, err := difference(talk, func(l *leaky) { l.changes = true })
	if err != nil {
		t.Fatal(err)
	}
	if raised == 0 || !strings.Contains(where, "Notiert.") {
		t.Fatalf("the leak was not found, or not in German (%d alerts raised): %s", raised, where)
	}
	t.Log("proof: found a German reply that differs")
}
