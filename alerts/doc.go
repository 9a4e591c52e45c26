// Package alerts is the core that turns "something is wrong" into a person who has it
// in hand, and does not let go before a person says that it is over.
//
//	         Take, TakeOver                 StandDown (duress: and
//	unowned ────────────────> owned        the safe phrase or Second)
//	 │  ^ ^                   │   │
//	 │  │ └── lapse, present ─┘   └──────────────────> closed
//	 └──┘
//	 pages, rung by rung, round by round, without end
//
// [Step] is a pure function of an alert, an event and a [Scene]: who is in the team,
// and whose phone may be in the wrong hands just now. Who may do what is decided by
// [team.May] inside Step, so that no adapter can forget to ask.
package alerts
