package stage_test

import (
	"regexp"
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/stage"
)

var topicLine = regexp.MustCompile(`on https?://[a-z0-9.:]+: ([a-z2-7]{24,})\n`)

// topicsTold are the topics that a phone was told since.
func topicsTold(t *testing.T, run *stage.Run, who string, from time.Time) []string {
	t.Helper()
	var topics []string
	for _, s := range shownTo(run.Person(who), from) {
		if m := topicLine.FindStringSubmatch(s); m != nil {
			topics = append(topics, m[1])
		}
	}
	return topics
}

// Each time that ntfy is switched on there is a topic of its own, for everyone another.
func TestSettingsOfNtfy(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{Ntfy: "https://ntfy.example.org"})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Dora", "/settings ntfy on"}, {time.Second, "Dora", "/settings"}, {time.Second, "Dora", "[ntfy]"}, {time.Second, "Dora", "[On]"},
		{time.Second, "Carla", "/settings NTFY On"},
	}, 3*time.Second)
	dora, carla := topicsTold(t, run, "Dora", from), topicsTold(t, run, "Carla", from)
	if len(dora) != 2 || len(carla) != 1 || dora[0] == dora[1] || dora[1] == carla[0] {
		t.Errorf("Dora is told %q, and Carla %q", dora, carla)
	}
	want(t, "Dora, who switches it off", says(t, run, run.Person("Dora"), "/settings ntfy off"), "Saved. Nothing goes to you by ntfy now.")
	want(t, "Dora, who mistypes", says(t, run, run.Person("Dora"), "/settings ntfy maybe"),
		"Write it like this: /settings zone Europe/Berlin, or language en, or email a@b.org, or email none")
	none := office(t, stage.Options{})
	want(t, "Dora, where there is none", says(t, none, none.Person("Dora"), "/settings ntfy on"), "There is no ntfy here.")
}

// Whoever has a phone that is out, or lost, learns no topic by which pages could be read.
func TestATopicFromAPhoneInTheWrongHands(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{Ntfy: "https://ntfy.example.org"})
	plays(t, run, []turn{{time.Second, "Ana", "/now 40m Pier"}}, 3*time.Second)
	want(t, "Ana, who is out", says(t, run, run.Person("Ana"), "/settings ntfy on"), "That doesn't work just now. Try again another time.")
	want(t, "Ana, who is out", says(t, run, run.Person("Ana"), "/settings ntfy off"), "That doesn't work just now. Try again another time.")

	lost := office(t, stage.Options{Ntfy: "https://ntfy.example.org"})
	from := lost.Stage.Clock.Now()
	plays(t, lost, []turn{{time.Second, "Ben", "/settings ntfy on"}}, 3*time.Second)
	plays(t, lost, frozen("Ben"), 3*time.Second)
	plays(t, lost, []turn{{time.Second, "Ben", "/settings ntfy on"}, {time.Second, "Ben", "/settings ntfy on"}}, 3*time.Second)
	told := topicsTold(t, lost, "Ben", from)
	if len(told) != 3 || told[0] == told[1] || told[1] == told[2] || told[0] == told[2] {
		t.Fatalf("Ben's phone is told %q", told)
	}
	plays(t, lost, []turn{{time.Second, "Ben", "/settings ntfy off"}}, 3*time.Second)
	engine := lost.Stage.Bot().Engine
	_, at, err := engine.Look(t.Context(), notice.Notice{To: notice.To(engine.MemberID(lost.Person("Ben").ID())), Reason: notice.ForReply})
	if err != nil || at.Topic != told[0] {
		t.Errorf("a lost phone changed what is kept of Ben (%v)", err)
	}
}
