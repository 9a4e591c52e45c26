package stage_test

import (
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"porchlight/simulator"
)

// spoken are the turns of people who are at the meeting; a signal can be in the first
// twelve. (Enrolling a phrase is not among them: outside a watch that is no signal, and one
// that is somebody's duress phrase already is refused.)
var spoken = []string{
	"PHRASE", "all fine, reminds me of PHRASE", "/cancel PHRASE", "/status PHRASE", "/late PHRASE", "/nonsense PHRASE",
	"(edits) well, PHRASE", "(captions) PHRASE", "/plan PHRASE", "/forget yes PHRASE", "/export correct PHRASE horse",
	"her lilac teapot, or PHRASE",
	"lilac teapot", "(edits) a lilac teapot", "/late 10m lilac teapot", "/done lilac teapot", "hello", "/sos", "/sos PHRASE", "/moved", "/noshow", "ok", "[OK]", "[Later]", "[Done]", "[Home]", "[Confirm]", "[Discard]", "/late 10m", "/late 3h", "/done", "done",
	"/home", "/cancel", "/status", "/help me", "/now 30m Station", "/settings zone Europe/Paris", "/invite worker",
	"/help", "/forget", "/forget yes", "/forget no", "/export correct battery horse", "/export short", "/audit",
	"/words safe yellow umbrella", "/plan 26:00 1h Nowhere", "/plan +20m 40m Blue Café | with: Ben", "(forged)", "on it", "confirm", "stand down",
	"/plan", "/plan", "/settings", "[Add]", "[Change]", "[Back]", "[Skip]", "[Stop]", "[Go on]", "[Start anew]", "[1 h]", "[Ben]", "[That's all]",
	"[Time zone]", "[Mail address]", "+2h", "45m", "keep it", "back", "stop", "go on",
	"/watch", "/watch PHRASE", "[I'm worried: Ana]", "(place)", "(live)", "(moves)", "(moves)",
	"/policy", "/policy PHRASE", "/settings ntfy on", "[ntfy]", "[On]", "/settings email zed@example.org", "/settings email none",
	"/stop", "/stop", "/stop PHRASE", "(blocks)", "(unblocks)", "[Available]", "[Not available]", "available", "I'm here",
}

// asking are the beginnings of dialogues, so that a signal can be an answer.
var asking = [][]string{{"/settings"}, {"/settings", "[Mail address]"}, {"/plan"}, {"/plan", "+2h"}, {"/plan", "+2h", "[1 h]"}, {"/plan", "+2h", "[1 h]", "Library"},
	{"/policy"}, {"/policy", "[Steps]"}, {"/policy", "[Police number]", "110"}}

// governed are the turns of the one at the meeting who coordinates the team too.
var governed = []string{
	"/team", "/team", "/team unrole Ana coordinator", "/team remove Ana", "/watch", "/export correct battery horse", "/audit", "/team role Ben responder", "/team unrole Dora responder", "/team unrole Ana worker", "/team remove Emil", "/team remove Ben",
	"/team revoke Dora", "/team freeze Dora", "/team unfreeze Dora", "/team trained Ben 2026-05-01", "/team remove Nobody", "/team dance", "/drill", "[As for a missed sign]", "/drill stop", "[End the drill]",
	"/policy", "/policy", "[Steps]", "[Police number]", "[Reminders]", "110", "[3]", "Dora 1m; everyone by all 2m", "[Change more]", "[Save]", "[Save]",
	"[Cancel it]", "[Revoke Emil's phone]", "cancel it", "/settings email zed@example.org", "/settings ntfy off", "/invite responder", "/plan +20m 40m Library | with: Emil", "/plan +20m 40m Library | with: Ben",
}

// heardOf are the turns of teammates about what coordinators ask for.
var heardOf = []string{"[Cancel it]", "[Freeze Dora's phone]", "[Freeze Ben's phone]", "agree", "let it count", "/team", "/policy", "[Police number]", "112", "[Save]"}

// acted are the turns of their teammates.
var acted = []string{
	"[I'm on it]", "[I'm on it]", "on it", "/sos", "[Can't]", "[Who else?]", "[Take over]", "[On my way]", "with them", "[Still on it]",
	"[Hand over]", "[Emil]", "[Stand down]", "[Safe]", "[False alarm]", "[Precaution]", "[Confirm]", "confirm", "yellow umbrella", "hello", "/status",
	"/watch", "/watch", "[I'm worried: Ana]", "[I'm worried: Ben]",
	"[Available]", "[Not available]", "available", "not available", "/stop", "(blocks)", "(unblocks)",
}

// liveOrNot is where somebody is.
func liveOrNot(says string) *simulator.Location {
	l := &simulator.Location{Latitude: 52.51627, Longitude: 13.3777}
	if says == "(live)" {
		l.LivePeriod = 900
	}
	return l
}

// coordinated are the turns of a coordinator who plans with the people at the meeting.
var coordinated = []string{"/plan +3m 20m Office | with: Ben", "/plan +3m 20m Office | with: Ana, Ben", "[Confirm]", "/cancel", "[Discard]",
	"/drill", "[As for a missed sign]", "[As for a silent signal]", "/drill stop", "[End the drill]"}

// anasPart is to coordinate where she asks for something of the team, and else to go out.
func anasPart(turns []turn) string {
	if slices.ContainsFunc(turns, func(t turn) bool { return t.Who == "Ana" && strings.Contains(t.Says, "/team") }) {
		return "coordinator"
	}
	return "worker"
}

// cast is who plays which part.
type cast string

const (
	going      cast = "Ana and Ben go out"
	leading    cast = "Ana coordinates and goes out"
	swapped    cast = "Carla does, and Ana coordinates beside her"
	companions cast = "Ana does, with Carla along, who coordinates too"
)

// watched are those whose phones must not show whether there is an alert.
func (c cast) watched() []string {
	return map[cast][]string{going: {"Ana", "Ben"}, leading: {"Ana"}, swapped: {"Carla"}, companions: {"Ana", "Carla"}}[c]
}

// swap has Ana and Carla change their parts.
func swap(turns []turn) []turn {
	names := strings.NewReplacer("Ana", "Carla", "Carla", "Ana")
	for i := range turns {
		turns[i].Who, turns[i].Says = names.Replace(turns[i].Who), names.Replace(turns[i].Says)
	}
	return turns
}

// turns are conversations at random. Where Ana coordinates, nobody else goes out or calls
// for help: while she is not out herself she would rightly be paged about them.
func turns(of cast) *rapid.Generator[[]turn] {
	coordinates := of != going
	signals, by, acted := spoken, []string{"Ana", "Ben"}, acted
	if coordinates {
		acted = slices.DeleteFunc(slices.Clone(acted), func(says string) bool { return says == "/sos" })
		signals, by = slices.Concat(spoken, governed, governed), by[:1]
	}
	one := rapid.Custom(func(t *rapid.T) turn {
		who := rapid.SampledFrom([]string{"Ana", "Ana", "Ana", "Ben", "Dora", "Carla", "Emil"}).Draw(t, "who")
		says := acted
		switch who {
		case "Ana":
			says = signals
		case "Ben":
			if says = spoken; coordinates {
				says = []string{"hello", "ok", "[OK]", "/status", "on it", "confirm", "/team"}
			}
		case "Carla":
			if says = slices.Concat(acted, coordinated); coordinates {
				says = slices.Concat(acted, heardOf, []string{"/team role Ben responder", "/team remove Emil", "/team freeze Ben"})
			}
		default:
			if coordinates {
				says = slices.Concat(acted, heardOf)
			}
		}
		seconds := rapid.SampledFrom([]int{0, 0, 1, 3, 20, 59, 61, 300, 600, 1200, 1900}).Draw(t, "after")
		millis := rapid.SampledFrom([]int{7, 61, 137, 400}).Draw(t, "millis")
		return turn{time.Duration(seconds)*time.Second + time.Duration(millis)*time.Millisecond, who, rapid.SampledFrom(says).Draw(t, "says")}
	})
	return rapid.Custom(func(t *rapid.T) []turn {
		open := []turn{{time.Second, "Ana", "/now 45m Blue Café"}}
		if rapid.Bool().Draw(t, "planned") {
			open = []turn{
				{time.Second, "Ana", "/plan +5m 1h Blue Café | backup: Library | with: Ben"},
				{time.Minute, "Ana", "[Confirm]"},
				{time.Second, "Ben", rapid.SampledFrom([]string{"[Yes]", "[No]", "hello"}).Draw(t, "companion")},
			}
		}
		if n := rapid.IntRange(0, 3).Draw(t, "before"); n == 0 || coordinates && n == 1 {
			open = nil // a signal outside any meeting
		}
		if of == companions { // the signal comes while both are there
			open = []turn{
				{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Carla"}, {time.Second, "Ana", "[Confirm]"},
				{time.Second, "Carla", "[Yes]"}, {2 * time.Minute, "Ana", "hello"},
			}
		}
		said := turn{time.Duration(rapid.IntRange(1, 900).Draw(t, "when")) * time.Second, rapid.SampledFrom(by).Draw(t, "by"),
			rapid.SampledFrom(spoken[:12]).Draw(t, "signal")}
		if rapid.Bool().Draw(t, "asked") {
			for _, says := range rapid.SampledFrom(asking).Draw(t, "questions") {
				open = append(open, turn{7 * time.Second, said.Who, says})
			}
		}
		saids := []turn{said}
		if coordinates && len(open) == 0 { // at no meeting: what is asked for now is in doubt
			for _, says := range rapid.SliceOfN(rapid.SampledFrom(governed), 1, 4).Draw(t, "doubted") {
				saids = append(saids, turn{20 * time.Second, "Ana", says})
			}
		}
		if coordinates {
			open = append([]turn{{time.Second, "Ana", "/team"}}, open...)
		}
		all := slices.Concat(open, saids, rapid.SliceOfN(one, 0, 14).Draw(t, "turns"))
		if of == swapped {
			all = swap(all)
		}
		return all
	})
}
