// Package bot is Telegram's side of the program: it takes updates in, finds out what is
// meant, and puts notices out.
//
//	getUpdates ──> Intake ──> Update ──> Desk ──> engine.Do
//	                 ^  order within a chat,        │
//	                 │  parallel across chats       │
//	                 └── the offset moves when ─────┘
//	                     all of a batch is durable
//
// The library's own poller confirms an update before it is handled, so the intake here
// is our own; the library serves for its models and for typed sends.
package bot
