// Package meeting is the core that keeps a meeting's time: a plan, a watch, check-ins
// with their deadlines, an end and a way home.
//
//	         Confirm            StartAt            Done              Home
//	Draft ────────────> Armed ──────────> Running ───────> Homeward ───────> Over
//	  │                   │                  │ ^                │ ^
//	  └─────> Cancelled <─┘                  └─┘ every sign moves └─┘ the deadline
//
// [Step] is a pure function of a meeting and an event. It returns the meeting as it is
// afterwards, what to say to the phones that were at the meeting, and the facts that
// the alert core may want to know. There is no way to hand it an alert: what it says
// to a phone cannot depend on one, and that is the whole of guarantee G3.
//
// Time comes in with the event. A meeting says in [Meeting.WakeAt] when it wants the
// next [Tick]; a Tick that comes late does everything that was due by then.
package meeting
