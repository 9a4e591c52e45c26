// Package backup is a copy of a bot in one encrypted file: all that its Redis holds, what
// its journals hold, and the key ring, if that was asked for.
//
//	age ( a line of JSON each:
//	    head     form, bot, when
//	    file     a file of the data dir          any number
//	    ring     the key ring's file             at most once
//	    item     a key of Redis                  any number
//	    end      how many there were )
//
// What is in it is sealed with the key ring besides: whoever opens the file without the
// ring has nothing but times and numbers. The end says that nothing is missing; that
// nothing was altered, age does.
package backup
