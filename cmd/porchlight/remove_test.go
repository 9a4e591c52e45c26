package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// operator runs a command beside serve, and returns what it printed or was refused with.
func (w *world) operator(args ...string) (string, bool) {
	w.t.Helper()
	out, err := w.command(args...).CombinedOutput()
	return string(out), err == nil
}

// documents are the names of everything that Redis keeps of people, teams, meetings and
// alerts, and of what is due.
func (w *world) documents() (docs, timers []string) {
	w.t.Helper()
	o, err := redis.ParseURL(w.redis.URL())
	if err != nil {
		w.t.Fatal(err)
	}
	client := redis.NewClient(o)
	defer func() { _ = client.Close() }()
	kept := regexp.MustCompile(`^\{[^}]+\}:(member|team|meeting|alert|open):`)
	names, err := client.Keys(w.t.Context(), "*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, name := range names {
		if kept.MatchString(name) {
			docs = append(docs, name)
		}
		if strings.HasSuffix(name, ":timers") {
			timers = client.ZRange(w.t.Context(), name, 0, -1).Val()
		}
	}
	return docs, timers
}

// press has somebody press a button that has to be there.
func (w *world) press(name, label string) {
	w.t.Helper()
	w.await(name+" can press "+label, func() bool { return w.person(name).Press(label) == nil })
}

// TestRemovingATeam beside a running serve: not while anybody relies on it, and then with
// everything that is kept of it. Who is in another team stays there.
func TestRemovingATeam(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder"})
	if out, ok := w.operator("team", "create", "Candle", "--zone", "UTC"); !ok {
		t.Fatal(out)
	} else {
		w.person("Emil").Start(startLink.FindStringSubmatch(out)[1])
		w.await("Emil has joined", func() bool { return w.seen("Emil", "Candle") > 0 })
	}
	if out, ok := w.operator("team", "invite", "Candle", "responder"); !ok {
		t.Fatal(out)
	} else {
		w.person("Dora").Start(startLink.FindStringSubmatch(out)[1])
		w.await("Dora is in both", func() bool { return w.seen("Dora", "Candle") > 0 })
	}
	refused := func(why string) {
		t.Helper()
		if out, ok := w.operator("team", "remove", "Lantern", "--yes"); ok || !strings.Contains(out, why) {
			t.Errorf("not refused because %q: %s", why, out)
		}
	}
	deleted := w.deleted("Ana")
	w.person("Ana").Send("/words duress auntie's soup")
	w.await("the phrase is taken", func() bool { return w.deleted("Ana") > deleted })
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	refused("somebody is out")
	if out, ok := w.operator("team", "list"); !ok || !regexp.MustCompile(`(?m)^Lantern +3 \(1 coordinator, 1 worker, 1 responder\) +1 +- +- `).MatchString(out) {
		t.Errorf("%s", out)
	}
	w.person("Ana").Send("/done")
	w.person("Ana").Send("/home")
	w.await("Ana is home", func() bool {
		out, ok := w.operator("team", "list")
		return ok && regexp.MustCompile(`(?m)^Lantern +3 \([^)]*\) +- `).MatchString(out)
	})
	w.person("Ana").Send("/plan tomorrow 15:00 60m Blue Café") // a draft keeps nobody
	w.await("a draft", func() bool { return w.seen("Ana", "Place: Blue Café") > 0 })
	w.person("Ana").Send("Auntie's soup")
	w.await("Carla is paged", func() bool { return w.seen("Carla", "silent signal") > 0 })
	refused("alerts are open")
	w.press("Dora", "I'm on it")
	w.await("Dora has it", func() bool { return w.seen("Dora", "You are on it") > 0 })
	w.press("Dora", "Stand down")
	w.await("the outcomes", func() bool { return w.seen("Dora", "With which outcome") > 0 })
	w.press("Dora", "Safe")
	w.await("another is asked", func() bool { return w.seen("Carla", "Dora wants") > 0 || w.seen("Dora", "phrase") > 0 })
	w.person("Carla").Send("confirm")
	w.await("it is stood down", func() bool {
		out, ok := w.operator("team", "remove", "Lantern", "--yes")
		return ok && strings.Contains(out, "Lantern is removed")
	})
	docs, timers := w.documents()
	if len(docs) != 3 { // Candle, Emil, Dora
		t.Errorf("left behind: %v", docs)
	}
	for _, timer := range timers { // for when they are to be looked at
		if !slices.ContainsFunc(docs, func(doc string) bool { return strings.Contains(timer, doc[strings.LastIndex(doc, ":")+1:]) }) {
			t.Errorf("a timer of something that is gone: %s", timer)
		}
	}
	for _, name := range []string{"Ana", "Carla", "Dora"} {
		w.await(name+" is told", func() bool { return w.seen(name, "One of your groups was closed") == 1 })
	}
	if out, ok := w.operator("team", "list"); !ok || strings.Contains(out, "Lantern") || !strings.Contains(out, "2 (1 coordinator, 1 responder)") {
		t.Errorf("%s", out)
	}
	answered := w.seen("Ana", "private reminder bot")
	w.person("Ana").Send("Auntie's soup")
	w.await("Ana is a stranger", func() bool { return w.seen("Ana", "private reminder bot") > answered })
	w.person("Dora").Send("/invite worker") // no coordinator, but a member still
	w.await("Dora is none", func() bool { return w.seen("Dora", "") > 0 && w.seen("Dora", "private reminder bot") == 0 })
	if w.seen("Emil", "closed") > 0 || w.seen("Emil", "signal") > 0 {
		t.Errorf("Candle heard of Lantern:\n%s", w.phones())
	}
}
