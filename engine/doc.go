// Package engine is the only door through which state changes: it reads what is stored,
// lets the pure cores decide, and commits what they decided, or starts over when
// somebody else was faster.
//
//	Deed ──> Store.Read ──> Tx ──> Decide ──> settle ──> Store.Commit ──> wake
//	            ^                    │           │            │
//	            │                 Visible      facts,       stale
//	            │               (sees a View) presence        │
//	            └─────────────────────────────────────────────┘
//
// What phones at a meeting see is decided through [Visible], which has a
// [meeting.View] and no way to an alert. What follows for alerts is decided after that,
// from the facts that the meetings gave, and is part of the same commit.
package engine
