// Package simulator plays Telegram for one bot: its Bot API over HTTP, and the phones
// of the people who write to it. It knows nothing of what the bot is for.
//
//	test or demo                        bot under test
//	    │ Send, Press, Block               │ getUpdates, sendMessage, …
//	    v                                  v
//	 Person ──> queue of updates ──> ServeHTTP ──> schema ──> fault? ──> effect
//	    ^                                                                  │
//	    └──────────── screens and histories of the phones <────────────────┘
//
// It is strict where Telegram is and where a test should be. Every request is checked
// against the schema of Telegram's documentation; one that breaks it, or that asks for
// something which is not simulated, is refused and listed in [Simulator.Violations].
// The words of errors, and what leads to them, follow Telegram's own Bot API server.
//
// Dates, the age of updates and of presses, the 48 hours for deletions, the limits on
// sending and the retries of a webhook go by the clock that the simulator was given,
// in whole seconds where Telegram has whole seconds. The length of a long poll is in
// real time, because the HTTP client that waits for it is.
//
// Everything is guarded by one lock, which is never held while a scripted fault, an
// observer or a webhook runs: each of those may call the simulator.
//
// Not simulated, and refused: parse modes, media sent by the bot other than documents, keyboards other than
// inline ones, business connections, topics, and every method that is not in
// schema/trim.go.
package simulator
