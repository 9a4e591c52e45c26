package alerts_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// What a phone does after its call for help is no last sign: neither the call itself, nor
// what is typed there later, by whoever has it; and a signal on top does not bring it back.
func TestCoreTheLastSignIsTheOneBeforeTheCall(t *testing.T) {
	t.Parallel()
	before := noon.Add(-40 * time.Minute)
	sign := func(by team.MemberID, at string, kind meeting.FactKind) alerts.Event {
		return alerts.Told{Fact: meeting.Fact{Kind: kind, By: by, At: after(at), Now: after(at)}, Text: "/moved"}
	}
	onTop := raise(alerts.Missed)
	for name, story := range map[string][]alerts.Event{
		"a call for help":         {raise(alerts.Manual), sign(ana, "1s", meeting.Signed), sign(ana, "3m", meeting.Moved)},
		"a companion's phone":     {raise(alerts.Manual), sign(ben, "3m", meeting.Signed)},
		"a call on a missed sign": {onTop, alerts.Voiced{By: ben, At: noon, Why: alerts.ForHelp}, sign(ana, "3m", meeting.Signed)},
		"a signal":                {raise(alerts.Duress), sign(ana, "3m", meeting.Moved)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a alerts.Alert
			for _, e := range story {
				a = alerts.Step(a, e, usualScene(after("3m"))).Alert
			}
			r := alerts.Step(a, alerts.Signalled{By: ana, At: after("4m")}, usualScene(after("4m")))
			if !r.Alert.Brief.LastSignAt.Equal(before) {
				t.Errorf("the last sign before is %s", r.Alert.Brief.LastSignAt)
			}
			for _, p := range pages(r.Notices) {
				if at, ok := lineOf(p, "page-last-sign"); !ok || !reflect.DeepEqual(at["at"], notice.At(before)) {
					t.Errorf("the page says %v", p.Lines)
				}
			}
			if len(pages(r.Notices)) == 0 {
				t.Error("nobody is paged")
			}
		})
	}
}

// A sign that the meeting had after the call, as the alert heard of the meeting later, is
// no sign before it.
func TestCoreALaterSignIsNotCalledTheLastBefore(t *testing.T) {
	t.Parallel()
	lone := raise(alerts.Duress)
	lone.Meeting, lone.Brief = "", alerts.Brief{}
	a := alerts.Step(alerts.Alert{}, lone, usualScene(noon)).Alert
	brief := alerts.Brief{Place: "Blue Café", With: []team.MemberID{ana}, LastSignAt: after("5m")}
	a = alerts.Step(a, alerts.Adopt{Meeting: "m", Brief: brief}, usualScene(after("5m"))).Alert
	r := alerts.Step(a, alerts.Signalled{By: ana, At: after("6m")}, usualScene(after("6m")))
	got := pages(r.Notices)
	if len(got) == 0 || says(got[0], "page-last-sign") || !says(got[0], "page-place") {
		t.Errorf("the pages are %v", got)
	}
}

// Where nobody is to ring, a page says what to do first: that somebody takes it, as long as
// nobody has, and to go near the place, or to find out which it is. A place outside the team
// has no button to take it with.
func TestCoreAPageSaysWhatToDoFirst(t *testing.T) {
	t.Parallel()
	placeless := func(c alerts.Cause) alerts.Raise {
		r := raise(c)
		r.Brief.Place, r.Brief.Backup = "", ""
		return r
	}
	left := raise(alerts.Left)
	left.Left = alerts.Leave{By: ana, At: noon, How: alerts.Blocked}
	shared := placeless(alerts.Duress)
	shared.Spots = []alerts.Spot{{By: ana, Lat: 52.5, Lon: 13.4, At: noon}}
	lone := placeless(alerts.Duress)
	lone.Meeting = ""
	for name, tc := range map[string]struct {
		raise  alerts.Raise
		silent []team.MemberID
		then   notice.Key
	}{
		"a signal":               {raise(alerts.Duress), nil, "page-first-go"},
		"a phone that left":      {left, nil, "page-first-go"},
		"a call for help":        {raise(alerts.Manual), nil, "page-first-go"},
		"a missed sign, silent":  {raise(alerts.Missed), []team.MemberID{ben}, "page-first-go"},
		"no place":               {placeless(alerts.Duress), nil, "page-first-find"},
		"no place but a shared":  {shared, nil, "page-first-go"},
		"outside any meeting":    {lone, nil, "page-first-find"},
		"a call without a place": {placeless(alerts.Manual), nil, "page-first-find"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scene := usualScene(noon)
			scene.Silent = tc.silent
			r := alerts.Step(alerts.Alert{}, tc.raise, scene)
			got := pages(r.Notices)
			if len(got) == 0 || !slices.Equal(lastKeys(got[0], 3), []notice.Key{"page-no-contact", "page-first-take", tc.then}) {
				t.Fatalf("it says %v", got)
			}
			owned := alerts.Step(r.Alert, alerts.Take{By: got[0].To.Member}, scene).Alert
			again := pages(alerts.Step(owned, alerts.Signalled{By: ana, At: after("1s")}, scene).Notices)
			if len(again) == 0 || says(again[0], "page-first-take") || !says(again[0], tc.then) {
				t.Errorf("when it is taken: %v", again)
			}
			scene.Crew = scene.Crew[:2] // Ana and Ben, who are there
			for _, p := range pages(alerts.Step(alerts.Alert{}, tc.raise, scene).Notices) {
				if p.To.Place == "" || says(p, "page-first-take") || !says(p, tc.then) {
					t.Errorf("%s is told %v", p.To.Place, p.Lines)
				}
			}
		})
	}
}

// A phone that was lost is said to be: by whom, and since when it is known, which may be
// long before the meeting. On an alert that is open it is news.
func TestCoreAPhoneThatIsLost(t *testing.T) {
	t.Parallel()
	lost := alerts.Call{By: carla, At: noon.Add(-26 * time.Hour), Why: alerts.PhoneLost}
	e := raise(alerts.Manual)
	e.By, e.Call = carla, lost
	scene := usualScene(noon)
	scene.Silent = []team.MemberID{ana}
	r := alerts.Step(alerts.Alert{}, e, scene)
	got := pages(r.Notices)
	if len(got) == 0 {
		t.Fatal("nobody is paged")
	}
	args, ok := lineOf(got[0], "page-phone-lost")
	if !ok || !reflect.DeepEqual(args["at"], notice.Day(lost.At)) || got[0].Lines[0].Key != "page-phone-lost" || !says(got[0], "page-first-go") || says(got[0], "page-worried") {
		t.Errorf("the page says %v", got[0].Lines)
	}
	if !slices.ContainsFunc(got, func(n notice.Notice) bool { return n.To == notice.To(carla) }) {
		t.Error("Carla, who asked for it, is not paged")
	}
	if hushed := r.Alert.Hushed(); !slices.Equal(hushed, []team.MemberID{ana}) {
		t.Errorf("nobody is to ring %v", hushed)
	}
	missed := alerts.Step(alerts.Alert{}, raise(alerts.Missed), usualScene(noon)).Alert
	told := alerts.Step(missed, alerts.Voiced(lost), usualScene(noon.Add(time.Second))).Notices
	if !slices.Contains(keysTo(emil, told), "page-phone-lost") {
		t.Errorf("Emil is told %v", keysTo(emil, told))
	}
}

// lineOf are the details of a line that a notice has.
func lineOf(n notice.Notice, key notice.Key) (map[string]notice.Arg, bool) {
	i := slices.IndexFunc(n.Lines, func(l notice.Line) bool { return l.Key == key })
	if i < 0 {
		return nil, false
	}
	return n.Lines[i].Args, true
}

func lastKeys(n notice.Notice, count int) (keys []notice.Key) {
	for _, l := range n.Lines[max(len(n.Lines)-count, 0):] {
		keys = append(keys, l.Key)
	}
	return keys
}
