// Package delivery is the outbox's way out: it takes notices from the durable queue, looks
// whether each is still wanted, and has a channel carry it, until it has arrived.
//
// One loop for each lane decides what happens next, and never blocks; whatever takes time
// (a claim, a look, a send, an ack) runs beside it and wakes it when done. What has to wait
// waits as an entry in memory with a time on it, never as a sleeping worker, so nothing
// stands behind another chat's wait.
//
//	Wake, poll            a line for each recipient, in order of DueAt
//	    │                 ┌──────────────────────────────────────────────┐
//	    v                 │                                              v
//	  claim ──> waiting ──┴─> looking ──> ready ──> sending ──> owed ──> acked
//	              ^              │          │          │        (left the line:
//	              │   store away │   budget │          │         the next may go)
//	              └──────────────┴──────────┴──────────┘
//	                                          429, time-out
//
// Three rules carry the guarantees.
//
// Rather twice than never. An entry leaves the queue by Ack alone, after it was delivered,
// was found unwanted, or can't be delivered by any channel. No number of tries ends it.
//
// One sender. Only the holder of the token's sending lease claims and sends. Whoever takes
// the lease anew also claims what its predecessor had hidden (see takeoverAhead), so a crash
// costs the lease's few seconds, not a claim's half minute, and keeps the order in each line.
//
// What is paced depends on nothing that is less urgent or belongs to an alert. A paced entry
// leaves at DueAt or a whole number of Pace later. Its look comes before the slot; budgets
// are debited downwards only (see budget), so a page or a bulk notice never costs a reply its
// slot; and what a lane hears of Telegram's limits never holds a more urgent lane.
package delivery
