// Package journal keeps records on the local disk while the store is away, each sealed
// and on the disk before it counts, and gives them back in order afterwards.
//
//	000000000001.journal   one line a record:  <number> <sealed, base64>\n
//	000000000002.journal   a new file after each start, each trouble, and each megabyte
//
// A line that a crash cut short never counted, and is passed over; one that was damaged
// later costs nothing but itself, since the next begins after the next line break. A file
// that a write or a sync failed on is not written to again: what is in it is not known
// (after a failed fsync the system may have dropped pages and say nothing the next time).
//
// A record is done with when what it asks for is durable elsewhere. A file goes when all
// of its records are; until then a start gives all of them back, so whoever replays them
// must be able to tell a repeat.
package journal
