package stage_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/team"
)

// stored is everything that is stored, decoded, and each document's fields one by one.
type stored struct {
	at       time.Time
	people   map[team.MemberID]engine.Person
	teams    map[team.ID]team.Team
	meetings map[meeting.ID]meeting.Meeting
	alerts   map[alerts.ID]alerts.Alert
	fields   map[string]string // "meeting:ID state" is "draft"
}

// look is what is stored now.
func (h *house) look() stored {
	h.t.Helper()
	if h.last == nil {
		s := h.read()
		h.last = &s
	}
	return *h.last
}

// read reads the documents of all people, and all that any of them ever led to.
func (h *house) read() stored {
	h.t.Helper()
	e := h.run.Stage.Bot().Engine
	for _, p := range h.people {
		h.known[e.MemberRef(p.ID())] = true
	}
	docs, err := e.Store.Read(context.Background(), slices.Collect(maps.Keys(h.known))...)
	if err != nil {
		h.t.Fatal(err)
	}
	s := stored{
		at: h.run.Stage.Clock.Now(), people: map[team.MemberID]engine.Person{}, teams: map[team.ID]team.Team{},
		meetings: map[meeting.ID]meeting.Meeting{}, alerts: map[alerts.ID]alerts.Alert{}, fields: map[string]string{},
	}
	for _, d := range docs {
		h.known[d.Ref] = true
		switch d.Ref.Kind {
		case engine.KindMember:
			decode(h.t, s.people, team.MemberID(d.Ref.ID), d)
		case engine.KindTeam:
			decode(h.t, s.teams, team.ID(d.Ref.ID), d)
		case engine.KindMeeting:
			decode(h.t, s.meetings, meeting.ID(d.Ref.ID), d)
		case engine.KindAlert:
			decode(h.t, s.alerts, alerts.ID(d.Ref.ID), d)
		case engine.KindPlace:
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal(d.Body, &all); err != nil {
			h.t.Fatal(err)
		}
		for field, value := range all {
			s.fields[d.Ref.String()+" "+field] = string(value)
		}
	}
	return s
}

func decode[K comparable, T any](t *testing.T, into map[K]T, id K, d engine.Doc) {
	t.Helper()
	var v T
	if err := json.Unmarshal(d.Body, &v); err != nil {
		t.Fatal(err)
	}
	into[id] = v
}

// person is somebody's document; empty for a stranger.
func (s stored) person(h *house, who string) engine.Person { return s.people[h.id(who)] }

// alert is the alert that was raised first.
func (s stored) alert() alerts.Alert {
	var first alerts.Alert
	for _, a := range s.alerts {
		if first.ID == "" || a.HeardAt.Before(first.HeardAt) {
			first = a
		}
	}
	return first
}

// newest is a worker's meeting that was made last.
func (s stored) newest(worker team.MemberID) meeting.Meeting {
	var last meeting.Meeting
	for _, m := range s.meetings {
		if m.Worker == worker && m.CreatedAt.After(last.CreatedAt) {
			last = m
		}
	}
	return last
}

// changed lists the fields that differ, in order.
func (s stored) changed(after stored) []string {
	var names []string
	for name, value := range after.fields {
		if before, ok := s.fields[name]; !ok || before != value {
			names = append(names, name)
		}
	}
	for name := range s.fields {
		if _, ok := after.fields[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// wakesBy is when a timer changes something up to a moment, if one does.
func (s stored) wakesBy(at time.Time) (due time.Time, ok bool) {
	var wakes []time.Time
	for _, m := range s.meetings {
		wakes = append(wakes, m.WakeAt)
	}
	for _, a := range s.alerts {
		wakes = append(wakes, a.WakeAt)
	}
	for _, w := range wakes {
		if !w.IsZero() && !w.After(at) {
			due, ok = w, true
		}
	}
	return due, ok
}

// caller is what the table asks about somebody, from what is stored.
func (s stored) caller(h *house, who string) team.Caller {
	id, a := h.id(who), s.alert()
	in, ok := s.people[id].In(h.home)
	m := s.newest(h.id("Ana"))
	_, with := m.Companion(id)
	var meetings []meeting.Meeting
	for _, m := range s.meetings {
		meetings = append(meetings, m)
	}
	var all []alerts.Alert
	for _, a := range s.alerts {
		all = append(all, a)
	}
	return team.Caller{
		Member: ok, Roles: in.Roles, Worker: m.Worker == id, With: with, Present: alerts.Present(id, meetings, all),
		Was: a.About == id || slices.Contains(a.Were, id), Paged: slices.Contains(a.Paged, id), Owner: a.Owner == id,
	}
}
