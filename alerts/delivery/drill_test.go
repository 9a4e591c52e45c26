package delivery_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"
)

// Whatever a drill sends, and whatever it is told, everything else leaves when it would
// without one.
func TestADrillDelaysNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		// Each of the others in its own chat: what they do to each other there is not the question.
		whose := map[notice.Lane][]team.MemberID{
			notice.Page: {dora}, notice.Reply: {ana}, notice.Prompt: {ben}, notice.Bulk: {carla}, notice.Drill: {ana, ben, carla, dora},
		}
		type put struct {
			at   time.Duration
			lane notice.Lane
			who  team.MemberID
		}
		draw := func(lanes []notice.Lane) func(*rapid.T) put {
			return func(t *rapid.T) put {
				lane := rapid.SampledFrom(lanes).Draw(t, "lane")
				at := time.Duration(rapid.IntRange(0, 60).Draw(t, "at")) * 100 * ms
				return put{at, lane, rapid.SampledFrom(whose[lane]).Draw(t, "who")}
			}
		}
		others := rapid.SliceOfN(rapid.Custom(draw([]notice.Lane{notice.Page, notice.Reply, notice.Prompt, notice.Bulk})), 1, 40).Draw(rt, "others")
		drill := rapid.SliceOfN(rapid.Custom(draw([]notice.Lane{notice.Drill})), 1, 40).Draw(rt, "drill")
		refused := rapid.Bool().Draw(rt, "drills are told to wait")
		play := func(all []put) []string {
			w := newWorld(t.Context(), rt)
			w.wire.answer = func(n notice.Notice, try int) error {
				if n.Lane == notice.Drill && refused && try == 1 {
					return tooMany(3 * time.Second)
				}
				return nil
			}
			p := w.start(w.options("one"))
			for i, x := range all {
				at := x.at + time.Duration(i%50)*ms // no two at once: which lane wakes first is no matter here
				if x.lane == notice.Reply || x.lane == notice.Prompt {
					at += delivery.Pace
				}
				w.tell(p, at, say(x.lane, x.who, notice.Key(fmt.Sprint(x.lane, " ", i))))
			}
			w.until(2 * time.Minute)
			defer w.end(p)
			w.settled(p)
			var got []string
			for _, s := range w.wire.log() {
				if !slices.Contains([]byte(s.key), 'd') { // "drill N"; no other lane has a d
					got = append(got, fmt.Sprint(s.after, s.to, s.key))
				}
			}
			slices.Sort(got)
			return got
		}
		alone, beside := play(others), play(slices.Concat(others, drill))
		if !slices.Equal(alone, beside) {
			rt.Fatalf("without a drill\n%v, beside one\n%v", alone, beside)
		}
	})
}

// A drill goes to a chat once nothing else went there for as long as a burst is refilled.
func TestADrillWaitsForTheChat(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(0)
	w.tell(p, 0, say(notice.Drill, dora, "drill 1"))
	w.tell(p, 0, say(notice.Drill, dora, "drill 2"))
	w.until(5 * time.Second)
	w.saw(dora, "0s page", "1s drill 1", "2s drill 2")
	w.settled(p)
}

// In a flood of pages a drill comes last.
func TestADrillComesAfterAFlood(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.flood(notice.Page, 40, 0)
	p.Wake(notice.Page)
	w.until(200 * ms)
	w.tell(p, 200*ms, say(notice.Drill, dora, "drill"))
	w.until(10 * time.Second)
	log := w.wire.log()
	if last := log[len(log)-1]; len(log) != 41 || last.key != "drill" {
		t.Fatalf("%d were sent, the last one was %+v", len(log), last)
	}
}
