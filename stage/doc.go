// Package stage plays whole conversations: people with phones, the Bot API simulator,
// a store and the real bot, over real HTTP, on a clock that is stepped from one event
// to the next when nothing is under way. An hour of a meeting takes milliseconds, and
// every message has an exact time.
//
// A scene is a text that reads like the transcript of several phones. Playing it does
// what its people do, at their times, and returns everything that their phones showed;
// a scene passes when that is, word for word, what stands in it.
package stage
