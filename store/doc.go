// Package store keeps the engine's state in Redis, unreadable to whoever has only Redis.
//
//	{tag}:<kind>:<id>   a document: one clear line, then ciphertext      string
//	{tag}:open:<team>   the alerts that a team's Read follows            set
//	{tag}:timers        "<kind>:<id>@<due>", score: when it is next due  sorted set
//	{tag}:out:<lane>    "<due>:<sequence>:<ciphertext>", score likewise  sorted set
//	{tag}:done:<hash>   commits made, kept for four days                 string
//	{tag}:audit, :dead  sealed records                                   stream
//	{tag}:lease:<hash>  who may send                                     string
//	{tag}:seq           numbers the outbox's entries                     counter
//	{tag}:sealing       the name of the key that seals; commits by another are refused
//	{tag}:place:<id>    where a phone was last, sealed                   string
//	{tag}:trace:<hash>  numbers of messages in a chat                    sorted set
//
// The tag is a keyed hash of the bot's id: all keys of one bot lie in one slot, so a
// script may touch any of them, and undeclared keys share the hash tag of declared ones.
//
// Every change is one run of one script (scripts/commit.lua), which looks at everything
// first and writes last. What is due is never moved to a second list: a claim pushes its
// score forward, and it leaves when its effect is committed or its delivery confirmed. So
// a crash leaves nothing to repair. The original due time stands in the member.
//
// What a document's clear line says (form, version, key, links) and the name of its key
// are authenticated. An editor of Redis can delete, or put back an older state of the
// same document, unnoticed; but can neither read, nor change, nor swap.
package store
