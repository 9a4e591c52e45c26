package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/store"
	"porchlight/store/redistest"
)

// noon is when all stories begin.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

const lease = 30 * time.Second

// TestConformance plays the same stories on a real redis-server and on miniredis.
func TestConformance(t *testing.T) {
	t.Parallel()
	stories := map[string]func(*testing.T, *home){
		"one damaged document does not hide the others": oneDamagedDocumentDoesNotHideTheOthers,
		"the teams are known":                           theTeamsAreKnown,
		"what belongs to a team is found":               whatBelongsToATeamIsFound,
		"depths count everything":                       depthsCountEverything,
		"a document's life":                             aDocumentsLife,
		"one stale document stops everything":           oneStaleDocumentStopsEverything,
		"a version only looked at":                      aVersionOnlyLookedAt,
		"a repeat is told before versions":              aRepeatIsToldBeforeVersions,
		"a commit that makes no sense":                  aCommitThatMakesNoSense,
		"everything in a commit happens":                everythingInACommitHappens,
		"read follows links":                            readFollowsLinks,
		"read stops at its depth":                       readStopsAtItsDepth,
		"read follows a team's open alerts":             readFollowsATeamsOpenAlerts,
		"timers come in order and come back":            timersComeInOrderAndComeBack,
		"a timer goes by the commit it causes":          aTimerGoesByTheCommitItCauses,
		"entries come in order and come back":           entriesComeInOrderAndComeBack,
		"an entry is acked or postponed":                anEntryIsAckedOrPostponed,
		"lanes don't mix":                               lanesDontMix,
		"many claimers share without doubles":           manyClaimersShareWithoutDoubles,
		"timers of alerts come first":                   timersOfAlertsComeFirst,
		"nothing before its time":                       nothingBeforeItsTime,
		"a damaged entry holds nobody up":               aDamagedEntryHoldsNobodyUp,
		"backlog counts by the original time":           backlogCountsByTheOriginalTime,
		"a lease has one holder":                        aLeaseHasOneHolder,
		"records are appended and sealed":               recordsAreAppendedAndSealed,
		"records are kept for thirty days":              recordsAreKeptForThirtyDays,
		"many increment one document":                   manyIncrementOneDocument,
		"scripts are sent again when lost":              scriptsAreSentAgainWhenLost,
		"bots don't see each other":                     botsDontSeeEachOther,
		"another key ring reads nothing":                anotherKeyRingReadsNothing,
		"a rotated key ring reads everything":           aRotatedKeyRingReadsEverything,
		"what was tampered with is refused":             whatWasTamperedWithIsRefused,
		"a newer form is told from damage":              aNewerFormIsToldFromDamage,
		"nothing personal is in the clear":              nothingPersonalIsInTheClear,
		"a trace holds what was written and sent":       aTraceHoldsWhatWasWrittenAndSent,
		"a notice sent twice leaves two messages":       aNoticeSentTwiceLeavesTwoMessages,
		"a stale or repeated commit traces nothing":     aStaleOrRepeatedCommitTracesNothing,
		"a trace is bounded":                            aTraceIsBounded,
		"a trace that makes no sense":                   aTraceThatMakesNoSense,
		"everything is sealed anew":                     everythingIsSealedAnew,
		"an entry on its way is left alone":             anEntryOnItsWayIsLeftAlone,
		"a commit by somebody else is sealed again":     aCommitBySomebodyElseIsSealedAgain,
		"deeds go on meanwhile":                         deedsGoOnMeanwhile,
		"what comes in between counts":                  whatComesInBetweenCounts,
		"what is not understood keeps the old key":      whatIsNotUnderstoodKeepsTheOldKey,
		"a copy is the same elsewhere":                  aCopyIsTheSameElsewhere,
		"a copy is one moment":                          aCopyIsOneMoment,
	}
	server := redistest.Start(t)
	backends := map[string]func(*testing.T) string{
		"redis":     func(*testing.T) string { return server.URL() },
		"miniredis": func(t *testing.T) string { return "redis://" + miniredis.RunT(t).Addr() },
	}
	for backend, url := range backends {
		for name, story := range stories {
			t.Run(backend+"/"+name, func(t *testing.T) {
				t.Parallel()
				story(t, newHome(t, url(t)))
			})
		}
	}
}

// home is a store to play a story in, with a bot of its own.
type home struct {
	*store.Store
	t    *testing.T
	url  string
	bot  string
	ring *keyring.Ring
	raw  redis.UniversalClient // what an intruder in Redis has
}

func newHome(t *testing.T, url string) *home {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &home{t: t, url: url, bot: "42" + t.Name(), ring: ring}
	h.Store = h.open(h.bot, ring)
	h.raw = rawClient(t, url)
	return h
}

func rawClient(t *testing.T, url string) redis.UniversalClient {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(o)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// open is another store in the same Redis.
func (h *home) open(bot string, ring *keyring.Ring) *store.Store {
	h.t.Helper()
	s, err := store.Open(h.t.Context(), store.Options{
		URL: h.url, BotID: bot, Ring: ring, Unchecked: true, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			h.t.Error(err)
		}
	})
	return s
}

func (h *home) ctx() context.Context { return h.t.Context() }

// must makes a commit that has to succeed.
func (h *home) must(c engine.Commit) {
	h.t.Helper()
	if err := h.Commit(h.ctx(), c); err != nil {
		h.t.Fatal(err)
	}
}

// refused makes a commit that has to fail in that way.
func (h *home) refused(c engine.Commit, want error) {
	h.t.Helper()
	if err := h.Commit(h.ctx(), c); !errors.Is(err, want) {
		h.t.Fatalf("commit %s: %v, want %v", c.ID, err, want)
	}
}

// reads says what Read finds, as "<ref> v<version> <body>" in Read's order.
func (h *home) reads(want string, from ...engine.Ref) {
	h.t.Helper()
	docs, err := h.Read(h.ctx(), from...)
	if err != nil {
		h.t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		got = append(got, fmt.Sprintf("%s v%d %s", d.Ref, d.Version, d.Body))
	}
	if g := strings.Join(got, "; "); g != want {
		h.t.Fatalf("read %q, want %q", g, want)
	}
}

// timers claims what is due after so many milliseconds, and tells it as "<ref>+<due>".
func (h *home) timers(afterMS, limit int) string {
	h.t.Helper()
	claimed, err := h.ClaimTimers(h.ctx(), after(afterMS), limit, lease)
	if err != nil {
		h.t.Fatal(err)
	}
	var got []string
	for _, c := range claimed {
		got = append(got, fmt.Sprintf("%s+%d", c.Ref, c.DueAt.Sub(noon).Milliseconds()))
	}
	return strings.Join(got, " ")
}

// entries claims what may leave a lane after so many milliseconds, and tells the bodies.
func (h *home) entries(lane notice.Lane, afterMS, limit int) string {
	h.t.Helper()
	claimed, err := h.Claim(h.ctx(), lane, after(afterMS), limit, lease)
	if err != nil {
		h.t.Fatal(err)
	}
	var got []string
	for _, c := range claimed {
		got = append(got, string(c.Body))
	}
	return strings.Join(got, " ")
}

func (h *home) equal(got, want string) {
	h.t.Helper()
	if got != want {
		h.t.Fatalf("got %q, want %q", got, want)
	}
}

func after(ms int) time.Time { return noon.Add(time.Duration(ms) * time.Millisecond) }

func member(id string) engine.Ref  { return engine.Ref{Kind: engine.KindMember, ID: id} }
func team(id string) engine.Ref    { return engine.Ref{Kind: engine.KindTeam, ID: id} }
func meeting(id string) engine.Ref { return engine.Ref{Kind: engine.KindMeeting, ID: id} }
func alert(id string) engine.Ref   { return engine.Ref{Kind: engine.KindAlert, ID: id} }

func write(r engine.Ref, expect int64, body string, links ...engine.Ref) engine.Write {
	return engine.Write{Ref: r, Expect: expect, Body: []byte(body), Links: links}
}

func timer(r engine.Ref, ms int) engine.Timer { return engine.Timer{Ref: r, DueAt: after(ms)} }

func entry(lane notice.Lane, ms int, body string) engine.Entry {
	return engine.Entry{Lane: lane, NotBefore: after(ms), Body: []byte(body)}
}

// commit is one that only writes.
func commit(id string, writes ...engine.Write) engine.Commit {
	return engine.Commit{ID: id, Writes: writes}
}
