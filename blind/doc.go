// Package blind is what the bot does while it can't see: while the store or Telegram is
// away, the clock has jumped, the disk is full or the key ring is gone. It is loud about
// it, and a silent signal still brings people.
//
//	commits ──> Roster ──mirror──> a sealed file       the documents as they were last known
//	               │
//	               └─ the store is away ─> Shadow ──> an engine of its own
//	updates ──> journal ──> the same desk on the Shadow ──> pages ──> every channel, now
//	          └─ the store is back ─> replayed there; the Shadow is forgotten
//
// The Shadow decides with the very code that decides otherwise, so whom a page goes to,
// what it says and what its buttons name is what they will be after the replay. Nothing
// but pages leaves it: phones at meetings hear nothing while the store is away, whatever
// was written, and what they are owed comes after the replay.
package blind
